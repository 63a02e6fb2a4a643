using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary>A ledger in memory whose events a test adds one by one.</summary>
internal sealed class SampleLedger
{
    private readonly CommandRunner runner;
    private int made;

    public SampleLedger() => runner = new(Log, EventCodec.Current, TimeProvider.System, () => new byte[16]);

    public InMemoryEventLog Log { get; } = new();

    /// <summary>Knows every event but the end of a policy.</summary>
    public static EventCodec WithoutEnds { get; } =
        new(new(EventTypes.Current.All.Where(pair => pair.Key != "policy-ended.v1").ToDictionary(), []));

    /// <summary>Codes the German school closings this often, each for a month of its own.</summary>
    public async Task Code(int times)
    {
        for (var i = 0; i < times; i++, made++)
            await Run($$"""{"command":"code-stance","jurisdiction":"DEU","id":"c{{made}}","area":"oxcgrt:C1","period":"{{2000 + (made / 12)}}-{{1 + (made % 12):00}}","value":{"level":{{made % 4}}},{{Sources}}}""");
    }

    public async Task AnnounceAndEnd(string id)
    {
        await Run($$$"""{"command":"announce-policy","jurisdictions":["FRA"],"id":"{{{id}}}","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}],"announced":"2024-01-01","effective":"2024-02-01/..","text":{"title":"T"},{{{Sources}}}}""");
        await Run($$$"""{"command":"end-policy","record":"FRA-{{{id}}}","on":"2024-06-01","how":"repealed",{{{Sources}}}}""");
    }

    public ValueTask<SqliteReadModels> Open(string path, SqliteModelsOptions? options = null, EventCodec? codec = null) =>
        SqliteReadModels.OpenAsync(path, Log, codec ?? EventCodec.Current, options);

    /// <summary>The rows of a file made anew from the whole ledger.</summary>
    public async Task<string> Rows(string newPath)
    {
        await using (await Open(newPath))
            return Models.Rows.Dump(newPath);
    }

    private const string Sources = "\"sources\":[{\"publisher\":\"P\",\"kind\":\"press\",\"reliability\":\"C\",\"credibility\":2}]";

    private async Task Run(string json) => (await runner.RunAsync(CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester").OrThrow())).OrThrow();
}
