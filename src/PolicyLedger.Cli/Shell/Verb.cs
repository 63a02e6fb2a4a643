using System.CommandLine;

namespace PolicyLedger.Cli.Shell;

/// <summary>A verb of the program, with examples that its help shows.</summary>
internal sealed class Verb : Command
{
    private readonly Workplace place;

    public Verb(Workplace place, string name, string description, params string[] examples)
        : base(name, description) => (this.place, Examples) = (place, examples);

    /// <summary>Without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What it does. Refusals and store failures leave it as exceptions; <see cref="Failures"/> makes exit codes of them.</summary>
    public Verb Does(Func<Call, Task<ExitCode>> run)
    {
        SetAction(async (parsed, cancellation) => (int)await run(new Call(place, parsed, cancellation)));
        return this;
    }
}

/// <summary>What is the same for every verb of one run.</summary>
/// <param name="Here">The world outside.</param>
/// <param name="Out">Standard output as text, flushed at the end.</param>
/// <param name="Options">Those that stand everywhere.</param>
internal sealed record Workplace(Surroundings Here, TextWriter Out, Everywhere Options);
