using System.CommandLine;
using System.Globalization;
using PolicyLedger.Cli.Output;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Shell;

/// <summary>One run of a verb: its arguments read by the ledger's parsers, its output in the asked format.</summary>
internal sealed class Call(Workplace place, ParseResult parsed, CancellationToken cancellation)
{
    /// <summary>In bytes; a command or a mapping is far smaller.</summary>
    public const int MaxDocument = 16 * 1024 * 1024;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public Surroundings Here => place.Here;

    public ParseResult Parsed => parsed;

    public TextWriter Out => place.Out;

    public CancellationToken Cancellation => cancellation;

    public Everywhere Options => place.Options;

    public bool Quiet => parsed.GetValue(Options.Quiet);

    public bool Verbose => parsed.GetValue(Options.Verbose);

    /// <summary>Colour and boxes only where a person looks at them.</summary>
    public bool Fancy => Here.OutIsTerminal && !parsed.GetValue(Options.NoColor) && string.IsNullOrEmpty(Here.Variable("NO_COLOR"));

    public LedgerPlace Ledger => Place(Get(Options.Ledger) ?? Variable("POLICYLEDGER_LEDGER") ?? "policy-ledger.db", Options.Ledger.Name);

    public bool LedgerNamed => Get(Options.Ledger) is not null;

    public string Recorder => RecorderOr("local");

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The recorder that is named, or this one.</summary>
    public string RecorderOr(string unnamed) => Get(Options.Recorder) ?? Variable("POLICYLEDGER_RECORDER") ?? unnamed;

    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    public Task<LedgerSession> OpenAsync(LedgerUse use = LedgerUse.Ask) =>
        LedgerSession.OpenAsync(Ledger, use, Here.Clock, Counter("reading new events"), cancellation);

    public LedgerPlace Place(string text, string field) => LedgerPlace.Of(text, field, Get(Options.State), Here).OrThrow();

    /// <summary>Shows how far the read models are; null where nobody looks.</summary>
    public ModelsCounter? Counter(string doing) => Here.ErrorIsTerminal && !Quiet ? new(Here.Error, doing) : null;

    /// <summary>The point of view that <c>--on --known-at --at --basis</c> give.</summary>
    public AsOfPoint Point() => new(AskedDay(Options.On), Instant(Options.KnownAt), Position(Options.At), Basis());

    public DateOnly? Day(Option<string?> option) => Get(option) is { } text ? Iso.Day(text, option.Name).OrThrow() : null;

    /// <summary>A day that is asked for by itself; the first one after a range may be later.</summary>
    public DateOnly? AskedDay(Option<string?> option) => Get(option) is { } text ? Days.Asked(text, option.Name).OrThrow() : null;

    public DateTimeOffset? Instant(Option<string?> option) => Get(option) is { } text ? Iso.Instant(text, option.Name).OrThrow() : null;

    public Basis? Basis() => Get(Options.Basis) is { } text ? Arguments.Basis(text, Options.Basis.Name).OrThrow() : null;

    public Jurisdiction? Target() => Get(Options.Target) is { } text ? Jurisdiction.Parse(text, Options.Target.Name).OrThrow() : null;

    public AreaId? Area(Option<string?> option) => Get(option) is { } text ? AreaId.Parse(text, option.Name).OrThrow() : null;

    /// <summary>A whole number of seconds, from 1 to a day's.</summary>
    public TimeSpan? Seconds(Option<string?> option) => Get(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 86_400 ? TimeSpan.FromSeconds(seconds)
        : throw new RefusedException(Refusal.Invalid(option.Name, text, "a whole number of seconds from 1 to 86400"));

    public long? Position(Option<string?> option) => Get(option) is { } text ? Arguments.Position(text, option.Name).OrThrow() : null;

    public OutputFormat Format() => Get(Options.Output) is { } text ? Spelling.Parse<OutputFormat>(text, Options.Output.Name).OrThrow() : OutputFormat.Table;

    public Printer Printer() => new(Out, Format(), Fancy, Here.OutIsTerminal ? Here.Width : int.MaxValue);

    /// <summary>A message that is not an error.</summary>
    public void Note(string text)
    {
        if (!Quiet)
            Here.Error.WriteLine(Plain.Line(text));
    }

    public void Error(string text) => Here.Error.WriteLine(Plain.Line(text));

    /// <summary>A file, or standard input for <c>-</c>.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="field">The option or argument that names it.</param>
    public Stream OpenFile(string path, string field) =>
        path == "-" ? Here.In
        : Directory.Exists(path) ? throw new RefusedException(Refusal.Invalid(field, path, "is a folder; name a file"))
        : File.OpenRead(path);

    /// <summary>A whole document: at most <see cref="MaxDocument"/> bytes, without the byte order mark that some editors put first.</summary>
    public async Task<byte[]> ReadAsync(string path, string field)
    {
        await using var input = OpenFile(path, field);
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await input.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxDocument)
                throw new RefusedException(Refusal.Invalid(field, path, $"more than {MaxDocument} bytes, which no one document here has; many commands go through import, one a line"));
        }

        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).StartsWith(ByteOrderMark) ? bytes.ToArray()[ByteOrderMark.Length..] : bytes.ToArray();
    }

    private string? Variable(string name) => Here.Variable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>Texts of the command line that are no domain values.</summary>
internal static class Arguments
{
    public static Result<long> Position(string text, string field) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) && position >= -1
            ? position
            : Refusal.Invalid(field, text, "a position is a whole number from 0 (-1: before every event)");

    /// <summary>As in JSON, and with a hyphen as people type it.</summary>
    public static Result<Basis> Basis(string text, string field) => Spelling.Parse<Basis>(text == "in-force" ? "inForce" : text, field);

    public static Result<int> Count(string text, string field) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : Refusal.Invalid(field, text, "expected a whole number from 0");
}
