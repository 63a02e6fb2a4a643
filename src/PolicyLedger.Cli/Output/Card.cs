using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Output;

/// <summary>One answer for a person: a headline and lines of what it is made of.</summary>
internal sealed class Card(TextWriter to, bool fancy)
{
    private const int LabelWidth = 13;

    public void Headline(string text) => to.WriteLine(fancy ? $"\u001b[1m{Plain.Line(text)}\u001b[0m" : Plain.Line(text));

    /// <summary>A labelled line; nothing where there is nothing to say.</summary>
    public void Line(string label, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            to.WriteLine($"  {label.PadRight(LabelWidth)} {Plain.Line(text)}");
    }

    public void Blank() => to.WriteLine();
}
