namespace PolicyLedger.Server.Answers;

/// <summary>A column of a table or a CSV.</summary>
/// <param name="Heading">In CSV the column's name; in a table its heading.</param>
/// <param name="Cell">Its text; null is empty.</param>
internal sealed record Column<T>(string Heading, Func<T, string?> Cell);
