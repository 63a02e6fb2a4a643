using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("", "true")]
    [InlineData("&nodePreference=leader", "true")]
    [InlineData("&nodePreference=follower", "false")]
    [InlineData("&nodePreference=random", "false")]
    [InlineData("&nodePreference=readOnlyReplica", "false")]
    public async Task A_leader_is_required_where_it_is_preferred(string parameters, string required)
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node, parameters);

        await Append(client);
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start));

        Assert.Equal([required, required], node.Calls.Select(call => call.Headers.GetValue("requires-leader")));
    }

    [Fact]
    public async Task The_connection_has_the_name_that_it_was_given()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node, "&connectionName=ledger-7");

        await Append(client);

        Assert.Equal("ledger-7", Assert.Single(node.Calls).Headers.GetValue("connection-name"));
    }

    [Fact]
    public async Task The_connection_has_one_name_of_its_own_otherwise()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node);

        await Append(client);
        await Append(client);

        Assert.NotEmpty(Assert.Single(node.Calls.Select(call => call.Headers.GetValue("connection-name")).Distinct())!);
    }

    [Fact]
    public async Task Credentials_are_not_sent_in_the_clear()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = With($"esdb://ann:s3cret@127.0.0.1:{node.Port}?tls=false");

        await Append(client);

        Assert.Null(Assert.Single(node.Calls).Headers.GetValue("authorization"));
    }

    [Fact]
    public async Task Writes_have_the_default_deadline_and_reads_have_none()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node);
        await using var patient = Of(node, "&defaultDeadline=-1");

        await Append(client);
        await client.DeleteAsync("s", StreamState.Any);
        await client.TombstoneAsync("s", StreamState.Any);
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start));
        await All(client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start));
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start, deadline: TimeSpan.FromMinutes(9)));
        await Append(patient);

        Assert.Equal(
            [true, true, true, false, false, true, false],
            node.Calls.Select(call => call.Deadline != DateTime.MaxValue));
    }

    [Fact]
    public async Task An_append_that_takes_longer_than_its_deadline_fails()
    {
        await using var node = await TestNode.StartAsync();
        node.OnAppend = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return null!;
        };
        await using var client = Of(node, "&defaultDeadline=200");
        await using var patient = Of(node);

        var byDefault = await Assert.ThrowsAsync<RpcException>(() => Append(client));
        var byCall = await Assert.ThrowsAsync<RpcException>(
            () => patient.AppendToStreamAsync("s", StreamState.Any, [Event()], deadline: TimeSpan.FromMilliseconds(200)));

        Assert.Equal([StatusCode.DeadlineExceeded, StatusCode.DeadlineExceeded], [byDefault.StatusCode, byCall.StatusCode]);
    }

    [Fact]
    public async Task A_read_that_takes_longer_than_its_deadline_fails()
    {
        await using var node = await TestNode.StartAsync();
        node.OnRead = async (_, responses, context) =>
        {
            await responses.WriteAsync(Answers.Event(0));
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var client = Of(node);

        var late = await Assert.ThrowsAsync<RpcException>(
            () => All(client.ReadAllAsync(Direction.Forwards, Position.Start, deadline: TimeSpan.FromMilliseconds(300))));

        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
    }
}
