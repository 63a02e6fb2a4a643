using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Tests.Wire;

/// <summary>The files of <c>schemas/</c>, as they stand in the repository.</summary>
internal static class Examples
{
    /// <summary>The salt of every example: bytes 0 to 15.</summary>
    public static byte[] Salt => Enumerable.Range(0, 16).Select(i => (byte)i).ToArray();

    public static string Repository { get; } = Find();

    /// <summary>The examples of events: the golden one of each stored name, then the further ones in <c>more/</c>.</summary>
    public static IReadOnlyList<Example> Events { get; } =
    [
        .. Files("schemas/examples/events").Select(Read),
        .. Files("schemas/examples/events/more").Select(Read),
    ];

    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository, folder)).Order(StringComparer.Ordinal);

    public static JObject Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal };
        return JObject.Load(reader);
    }

    public static byte[] Utf8(JToken token) => Encoding.UTF8.GetBytes(token.ToString(Formatting.None));

    /// <summary>Runs the commands of a folder, in the order of their names, on an empty log.</summary>
    public static async Task<(IReadOnlyList<Result<Receipt>> Results, IReadOnlyList<StoredEvent> Log)> Record(string folder, TimeProvider clock)
    {
        var log = new InMemoryEventLog();
        var runner = new CommandRunner(log, EventCodec.Current, clock, () => Salt);
        var results = new List<Result<Receipt>>();
        foreach (var file in Files(folder).Where(file => file.EndsWith(".json", StringComparison.Ordinal)))
        {
            var command = CommandCodec.Read(await File.ReadAllBytesAsync(file), "nobody");
            results.Add(command.Refusal is { } refusal ? refusal : await runner.RunAsync(command.OrThrow()));
        }

        var stored = new List<StoredEvent>();
        await foreach (var e in log.ReadAllAsync())
            stored.Add(e);
        return (results, stored);
    }

    private static Example Read(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return new(name, string.Join('.', name.Split('.')[..2]), Parse(File.ReadAllText(file)));
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PolicyLedger.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository, which has PolicyLedger.sln at its root.");
    }
}

/// <param name="Name">The file's, without its ending.</param>
/// <param name="Type">The stored name.</param>
/// <param name="Json">Facts, text and metadata.</param>
internal sealed record Example(string Name, string Type, JObject Json)
{
    public StoredEvent Stored => new(
        0, "country-XXX", 0, Guid.Empty, Type, Examples.Utf8(Json["facts"]!),
        Json["text"] is { } text ? new(Examples.Salt, Examples.Utf8(text)) : null, Examples.Utf8(Json["metadata"]!));
}

internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
