using System.Net;
using System.Net.Sockets;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using Xunit;

namespace PolicyLedger.Cli.Tests.Serving;

/// <summary>What keeps a node from starting. What it does once it has started is tested with the server.</summary>
public sealed class NodeVerbTests : IDisposable
{
    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task It_serves_until_it_is_stopped_and_then_exits_with_0()
    {
        await cli.RecordStance();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var ran = (await cli.RunAsync(["node", "--listen", "127.0.0.1:0"], cancellation: stop.Token)).Exits(0);
        Assert.StartsWith($"serving {cli.Ledger} on esdb://127.0.0.1:", ran.Error);
        Assert.Empty(ran.Out);
    }

    [Theory]
    [InlineData("--listen nowhere", "--listen 'nowhere': an IP address of this machine and a port")]
    [InlineData("--listen 127.0.0.1", "--listen '127.0.0.1': an IP address of this machine and a port")]
    [InlineData("--listen 127.0.0.1:99999", "--listen '127.0.0.1:99999': ")]
    [InlineData("--advertise here", "--advertise 'here': a host name or address and a port")]
    [InlineData("--key node.key", "--key 'node.key': a key goes with a certificate")]
    [InlineData("--cert none.crt", "--cert 'none.crt': a PEM certificate and")]
    [InlineData("--recorder 'two words'", "--recorder 'two words': a recorder is an opaque id")]
    public async Task What_cannot_be_is_refused_with_2(string options, string why)
    {
        await cli.RecordStance();
        Assert.StartsWith($"policyledger: {why}", (await cli.Run($"node --listen 127.0.0.1:0 {options}".Replace("--listen 127.0.0.1:0 --listen", "--listen"))).Exits(2).Error);
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_refused_with_2()
    {
        await cli.RecordStance();
        var file = cli.File("node.crt", "no certificate");
        Assert.StartsWith($"policyledger: --cert '{file}': a PEM certificate and", (await cli.Run($"node --listen 127.0.0.1:0 --cert {file}")).Exits(2).Error);
    }

    [Fact]
    public async Task A_ledger_that_is_not_there_is_not_made()
    {
        Assert.StartsWith("policyledger: no ledger at ", (await cli.Run("node --listen 127.0.0.1:0")).Exits(7).Error);
        Assert.False(File.Exists(cli.Ledger));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        await cli.RecordStance();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var ran = (await cli.Run($"node --listen {other.LocalEndpoint}")).Exits(7);
        Assert.StartsWith($"policyledger: {other.LocalEndpoint}: another program listens there; ", ran.Error);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_said_to_be()
    {
        await cli.RecordStance();
        Assert.StartsWith("policyledger: 192.0.2.1:2113: this machine cannot listen there", (await cli.Run("node --listen 192.0.2.1:2113")).Exits(7).Error);
    }

    [Fact]
    public async Task A_ledger_with_other_streams_beside_it_is_as_sound_as_before()
    {
        await cli.RecordStance();
        await using (var log = await SqliteEventLog.OpenAsync(cli.Ledger, SqliteLogMode.MustExist))
            await log.Whole.AppendAsync("notes", ExpectedRevision.Any, [new(Guid.NewGuid(), "noted", true, "{}"u8.ToArray(), "{}"u8.ToArray())], DateTimeOffset.UnixEpoch);
        (await cli.Run("stance DEU --area oxcgrt:C8 --on 2021-03-01")).Exits(0);
        Assert.DoesNotContain("broken", (await cli.Run("doctor")).Exits(0).Out);
        Assert.Equal(2, (await cli.Run("log -o jsonl")).Exits(0).Lines.Length);
    }
}
