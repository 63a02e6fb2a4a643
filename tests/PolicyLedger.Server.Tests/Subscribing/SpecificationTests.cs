using PolicyLedger.Server.Subscribing;
using PolicyLedger.Server.Tests.Node;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

/// <summary>What is sent, before packages that the authors of the specifications wrote.</summary>
[Trait("Kind", "Process")]
public class SpecificationTests
{
    private static readonly NpmClients Packages = new(NodeProcess.Repository, package: "cloudevents");

    [Fact]
    public async Task The_AsyncApi_document_is_one_by_its_own_parser() =>
        Assert.Equal("/v1/subscriptions/changes /v1/subscriptions/events", await SayAsync("asyncapi.mjs", System.Text.Encoding.UTF8.GetString(AsyncApi.Read())));

    [Fact]
    public async Task Events_are_CloudEvents_by_the_package_of_that_project()
    {
        await using var server = await LiveServer.StartAsync();
        await server.AnnounceAsync("GBR", "one", title: "Größe 雪 \\n");
        await server.EndAsync("GBR-one", "2024-01-01");
        await server.RecordAsync("""{"command":"erase-record","record":"GBR-one","grounds":"courtOrder","reason":"ordered"}""");
        using var client = await server.FollowAsync("events?after=-1");
        var events = (await client.UntilAsync("caughtUp")).ConvertAll(m => m.Data.GetProperty("event").GetRawText());
        Assert.Equal("4 checked", await SayAsync("cloudevents.mjs", string.Join('\n', events)));
    }

    private static async Task<string> SayAsync(string script, string input)
    {
        if (await Packages.InstallAsync() is { } reason)
            Assert.Skip(reason);
        using var process = Packages.StartScript(script);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).Trim();
    }
}
