using System.Globalization;
using System.Net;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Node;

namespace PolicyLedger.Server.Hosting;

/// <summary>
/// A setting of the server: in the settings' file by its name, in the environment as <c>POLICYLEDGER_SERVE_</c> and its name in
/// capitals with underscores, on the command line as <c>--</c> and its name with hyphens. The later of these stands above the earlier.
/// </summary>
/// <param name="Name">In camel case: <c>keysFile</c>.</param>
/// <param name="Value">What stands for its value in help: <c>FILE</c>.</param>
/// <param name="Help">In a sentence, with the default.</param>
/// <param name="Apply">Puts it into options; the field is how it was spelt where it came from.</param>
internal sealed record Setting(string Name, string Value, string Help, Func<ServerOptions, string, string, Result<ServerOptions>> Apply)
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("listen", "ADDRESS:PORT,…", "Where to listen. Default: 127.0.0.1:5080. Port 0: any that is free. What others can reach needs keys or tokens.", (options, text, field) =>
            Each(text, part => NodeOptions.ParseListen(part, field)).Map(listen => options with { Listen = listen })),
        new("keysFile", "FILE", "The file of API keys. Default: beside the ledger, if it is there.", (options, text, _) => options with { Access = options.Access with { KeysFile = text } }),
        new("authority", "URL", "Take tokens of this OpenID Connect issuer.", (options, text, _) => options with { Access = options.Access with { Authority = text } }),
        new("audience", "NAME", "Whom tokens have to be for.", (options, text, _) => options with { Access = options.Access with { Audience = text } }),
        new("roleClaim", "NAME", "The claim of a token that holds its roles. Default: roles.", (options, text, _) => options with { Access = options.Access with { RoleClaim = text } }),
        new("hostNames", "NAME,…", "Names under which the server is reached, beside localhost.", (options, text, _) => options with { Access = options.Access with { HostNames = List(text) } }),
        new("corsOrigins", "ORIGIN,…", "Origins whose pages may ask and record. Default: none but its own.", (options, text, _) => options with { Access = options.Access with { CorsOrigins = List(text) } }),
        new("readRate", "N", "Reads that a caller may make in a second; 0: no limit. Default: 500.", (options, text, field) =>
            Number(text, field, 0, 1_000_000).Map(n => options with { Access = options.Access with { Reads = new((int)n, (int)n * 2) } })),
        new("recordRate", "N", "The same for recordings. Default: 100.", (options, text, field) =>
            Number(text, field, 0, 1_000_000).Map(n => options with { Access = options.Access with { Recordings = new((int)n, (int)n * 2) } })),
        new("subscribers", "N", "The most subscribers at once. Default: 2000.", (options, text, field) => Number(text, field, 1, 100_000).Map(n => options with { Subscribers = (int)n })),
        new("heartbeat", "SECONDS", "How often a subscriber hears that the server is there. Default: 15.", (options, text, field) => Seconds(text, field, 1, 3600).Map(t => options with { Heartbeat = t })),
        new("patience", "SECONDS", "How long a read waits for minPosition. Default: 5.", (options, text, field) => Seconds(text, field, 0, 60).Map(t => options with { Patience = t })),
        new("mostLag", "EVENTS", "How far the read models may be behind before the server is not ready. Default: 10000.", (options, text, field) => Number(text, field, 0, long.MaxValue).Map(n => options with { MostLag = n })),
        new("rememberedRows", "ROWS", "Rows of the read models that are kept in memory, some hundred bytes each. Default: 2000000.", (options, text, field) => Number(text, field, 1, 100_000_000).Map(n => options with { RememberedRows = n })),
        new("heavyReads", "N", "Reads over many cells or whole streams (panel, diff, evidence) that are answered at once. Default: 8.", (options, text, field) => Number(text, field, 1, 10_000).Map(n => options with { HeavyReads = (int)n })),
        new("signEvery", "SECONDS", "How often it is looked whether there is something to sign, with a signing key. Default: 60.", (options, text, field) => Seconds(text, field, 1, 86_400).Map(t => options with { SignEvery = t })),
        new("collector", "URL", "Send traces and metrics there, by OTLP over gRPC.", (options, text, field) =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? options with { Collector = uri } : Refusal.Invalid(field, text, "the collector's address, for example http://127.0.0.1:4317")),
        new("stopWithin", "SECONDS", "How long stopping waits for answers that have begun. Default: 10.", (options, text, field) => Seconds(text, field, 1, 12).Map(t => options with { StopWithin = t })),
        new("logs", "json|text", "How log lines are written, to standard error. Default: text on a terminal, else json.", (options, text, field) =>
            text is "json" or "text" ? options with { JsonLogs = text == "json" } : Refusal.Invalid(field, text, "json or text")),
    ];

    /// <summary>As an environment variable: <c>POLICYLEDGER_SERVE_KEYS_FILE</c>.</summary>
    public string Variable => "POLICYLEDGER_SERVE_" + Words('_').ToUpperInvariant();

    /// <summary>As an option: <c>--keys-file</c>.</summary>
    public string Option => "--" + Words('-');

    private string Words(char between) => string.Concat(Name.Select(c => char.IsAsciiLetterUpper(c) ? $"{between}{char.ToLowerInvariant(c)}" : $"{c}"));

    private static Result<IReadOnlyList<IPEndPoint>> Each(string text, Func<string, Result<IPEndPoint>> parse)
    {
        var parsed = new List<IPEndPoint>();
        foreach (var part in List(text).DefaultIfEmpty(""))
        {
            if (!parse(part).TryGet(out var one, out var refusal))
                return refusal;
            parsed.Add(one);
        }

        return Result.Of<IReadOnlyList<IPEndPoint>>(parsed);
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Result<long> Number(string text, string field, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Refusal.Invalid(field, text, most == long.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {least}") : string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    private static Result<TimeSpan> Seconds(string text, string field, long least, long most) => Number(text, field, least, most).Map(seconds => TimeSpan.FromSeconds(seconds));
}
