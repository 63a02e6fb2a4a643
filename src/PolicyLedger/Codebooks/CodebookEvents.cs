using PolicyLedger.Recording;

namespace PolicyLedger.Codebooks;

/// <summary><c>codebook-adopted.v1</c>: the ledger takes this codebook as a yardstick, in its first version.</summary>
/// <param name="Codebook">The codebook's id; the stream is <c>codebook-</c> and this.</param>
/// <param name="Version">1.</param>
/// <param name="Areas">Every area with its scale and labels.</param>
public sealed record CodebookAdopted(string Codebook, int Version, ValueList<AreaDefinition> Areas) : LedgerEvent;

/// <summary><c>codebook-revised.v1</c>: the next version, with what became of the values that it replaced.</summary>
/// <param name="Codebook">The codebook's id.</param>
/// <param name="Version">The version before, plus one.</param>
/// <param name="Areas">Every area of the new version in full.</param>
/// <param name="Map">Old value → set of new ones, for the values that changed; a value that is not in the map keeps its code.</param>
public sealed record CodebookRevised(string Codebook, int Version, ValueList<AreaDefinition> Areas, ValueList<ValueMap> Map) : LedgerEvent;

/// <summary>An area of one codebook version.</summary>
/// <param name="Area">Its id within the codebook.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Kind">Which of the other members apply.</param>
/// <param name="Levels">For a level area: each level from 0 up, labelled. Null otherwise.</param>
/// <param name="Ordered">For categories: whether <see cref="CategoryDefinition.Order"/> is stated. Null otherwise.</param>
/// <param name="Categories">For a category area. Null otherwise.</param>
public sealed record AreaDefinition(
    string Area,
    string Title,
    AreaKind Kind,
    ValueList<LevelDefinition>? Levels = null,
    bool? Ordered = null,
    ValueList<CategoryDefinition>? Categories = null);

public sealed record LevelDefinition(int Level, string Label);

/// <param name="Category">The code as coders write it.</param>
/// <param name="Label">What it means.</param>
/// <param name="Days">Whether a number of days stands beside it.</param>
/// <param name="Order">Its rank where the area states an order; null otherwise.</param>
public sealed record CategoryDefinition(string Category, string Label, bool Days, int? Order = null);

/// <param name="Area">The area within the codebook.</param>
/// <param name="From">A value of the version before: a category code, or a level in digits.</param>
/// <param name="To">What it is in this version: one value (a renaming), or several (a split).</param>
public sealed record ValueMap(string Area, string From, ValueList<string> To);
