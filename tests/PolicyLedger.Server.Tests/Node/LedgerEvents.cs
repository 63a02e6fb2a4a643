using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Log;
using PolicyLedger.Testing.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Events for a ledger: as the commands record them, and as a client writes them.</summary>
internal static class LedgerEvents
{
    public const string Source = """{"kind":"press","reliability":"C","credibility":2}""";

    /// <summary>Records GBR-overhaul, a British policy, with the codebook that it uses; gives all that is in the log.</summary>
    public static async Task<List<StoredEvent>> RecordPolicyAsync(IEventLog log, string country = "GBR")
    {
        var runner = new CommandRunner(log, EventCodec.Current, TimeProvider.System, () => RandomNumberGenerator.GetBytes(16));
        var command = CommandCodec.Read(Encoding.UTF8.GetBytes(
            $$$"""{"command":"announce-policy","jurisdictions":["{{{country}}}"],"id":"overhaul","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}],"announced":"2025-11-10","text":{"title":"Overhaul"},"sources":[{{{Specification.Source}}}]}"""), "somebody");
        (await runner.RunAsync(command.OrThrow())).OrThrow();
        return await log.ReadAllAsync().ToListAsync();
    }

    /// <summary>A policy's announcement as a client writes it.</summary>
    public static AppendReq.Types.ProposedMessage Announced(string record = "GBR-overhaul", string on = "2025-11-10", Guid? id = null) => RunningNode.Event(
        "policy-announced.v1",
        $$$"""{"record":"{{{record}}}","instrument":"law","areas":[{"area":"migration:asylum","codebookVersion":1,"value":{"direction":"moreRestrictive"}}],"announced":"{{{on}}}","sources":[{{{Source}}}]}""",
        Metadata("""{"title":"Overhaul","sources":[{"publisher":"Example Times"}]}"""), id);

    /// <summary>The end of a policy as a client writes it.</summary>
    public static AppendReq.Types.ProposedMessage Ended(string record = "GBR-overhaul", int entry = 1, string on = "2026-01-01", Guid? id = null) => RunningNode.Event(
        "policy-ended.v1",
        $$"""{"record":"{{record}}","entry":"{{record}}/{{entry}}","on":"{{on}}","how":"repealed","sources":[{{Source}}]}""",
        Metadata("""{"sources":[{"publisher":"Example Times"}]}"""), id);

    public static string Metadata(string text, Guid? command = null)
    {
        var id = command ?? Guid.NewGuid();
        return $$"""{"$correlationId":"{{id}}","$causationId":"{{id}}","commandId":"{{id}}","text":{{text}}}""";
    }

    /// <summary>Runs SQL on a file, past the code under test.</summary>
    public static object? Sql(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, ForeignKeys = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
