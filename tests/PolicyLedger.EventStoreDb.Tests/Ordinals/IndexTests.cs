using EventStore.Client;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests.Ordinals;

/// <summary>The index holds nothing that the server does not say: missing, damaged or another ledger's, it is made anew.</summary>
public sealed class IndexTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string prefix = TestServer.NewPrefix();

    private string IndexPath => Path.Combine(folder.Path, "test" + EventStoreDbLog.IndexSuffix);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_index_that_is_missing_is_made_anew_with_the_same_positions()
    {
        var before = await Write(3);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.Delete(file);
        Assert.Equal(before, await Read());
    }

    [Fact]
    public async Task An_index_that_is_damaged_is_made_anew()
    {
        var before = await Write(3);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.WriteAllText(file, "not what it was, and longer than a header of a hundred bytes: " + new string('x', 8192));
        Assert.Equal(before, await Read());
    }

    [Fact]
    public async Task An_index_of_an_earlier_version_is_made_anew()
    {
        var before = await Write(3);
        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = IndexPath, Pooling = false }.ToString()))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP INDEX events_that_erase; ALTER TABLE events DROP COLUMN erases; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        Assert.Equal(before, await Read());
    }

    [Fact]
    public async Task An_index_of_another_ledger_is_made_anew()
    {
        await Write(5);
        var other = TestServer.NewPrefix();
        await using (var log = await TestLog.OpenAsync(folder.Path, other))
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-FRA", -1, 2)], Stop));
        Assert.Equal(5, (await Read()).Count);
    }

    [Fact]
    public async Task A_file_that_is_no_index_is_left_as_it_is()
    {
        await using (await PolicyLedger.Sqlite.Log.SqliteEventLog.OpenAsync(IndexPath, PolicyLedger.Sqlite.Log.SqliteLogMode.CreateIfMissing, null, Stop))
        {
        }

        var before = await File.ReadAllBytesAsync(IndexPath, Stop);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await TestLog.OpenAsync(folder.Path, prefix));
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains("not an index of ordinals", fault.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(IndexPath, Stop));
    }

    [Fact]
    public async Task Streams_of_others_take_no_position()
    {
        await using var client = new EventStoreClient((await TestServer.AddressAsync()).Settings());
        await using var log = await TestLog.OpenAsync(folder.Path, prefix);
        for (var i = 0; i < 5; i++)
        {
            await Others(client, $"{prefix}orders-{i}");
            await Others(client, $"{prefix}countries");
            var appended = Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To($"country-{i}", -1), SampleEvents.To($"codebook-{i}", -1)], Stop));
            Assert.Equal([2L * i, (2L * i) + 1], appended.Positions);
        }

        await Others(client, $"{prefix}orders-9");
        Assert.Equal(10, await log.EndAsync(Stop));
        Assert.Equal(10, (await Read()).Count);
    }

    [Fact]
    public async Task An_event_written_past_the_ledger_is_told_from_one_of_its_own()
    {
        await Write(1);
        await using var client = new EventStoreClient((await TestServer.AddressAsync()).Settings());
        await client.AppendToStreamAsync($"{prefix}country-DEU", StreamRevision.FromInt64(0), [new EventData(Uuid.NewUuid(), "other", "{}"u8.ToArray(), """{"text":1}"""u8.ToArray())], cancellationToken: Stop);
        var fault = await Assert.ThrowsAsync<StoreException>(Read);
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains("country-DEU revision 1", fault.Message);
    }

    [Fact]
    public async Task A_deleted_stream_is_damage_and_not_a_shorter_ledger()
    {
        await Write(3);
        await using var client = new EventStoreClient((await TestServer.AddressAsync()).Settings());
        try
        {
            await client.DeleteAsync($"{prefix}country-DEU", StreamState.Any, cancellationToken: Stop);
        }
        catch (AccessDeniedException e)
        {
            Assert.Skip($"a node of ours deletes nothing: {e.Message}");
        }

        await client.AppendToStreamAsync($"{prefix}country-DEU", StreamState.NoStream, [StoredEvents.ToEngine(SampleEvents.New())], cancellationToken: Stop);
        await using var log = await TestLog.OpenAsync(folder.Path, prefix);
        var fault = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await foreach (var stored in log.ReadStreamAsync("country-DEU", 0, Stop))
            {
            }
        });
        Assert.Equal(StoreFault.Integrity, fault.Fault);
    }

    public void Dispose() => folder.Dispose();

    private static Task Others(EventStoreClient client, string stream) =>
        client.AppendToStreamAsync(stream, StreamState.Any, [new EventData(Uuid.NewUuid(), "other", "{}"u8.ToArray())], cancellationToken: Stop);

    private async Task<List<(long, Guid)>> Write(int events)
    {
        await using (var log = await TestLog.OpenAsync(folder.Path, prefix))
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-DEU", -1, events)], Stop));
        return await Read();
    }

    private async Task<List<(long, Guid)>> Read()
    {
        await using var log = await TestLog.OpenAsync(folder.Path, prefix);
        var read = new List<(long, Guid)>();
        await foreach (var stored in log.ReadAllAsync(0, Stop))
            read.Add((stored.Position, stored.Id));
        return read;
    }
}
