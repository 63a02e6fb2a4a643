using System.Text.Json;
using Xunit;

namespace PolicyLedger.Cli.Tests.Operating;

/// <summary>The settings of the image, as the SDK reads them; nothing is fetched and no engine is needed.</summary>
public sealed class ContainerTests
{
    private const string Compose = "container/compose.yaml";

    [Fact]
    public async Task The_image_serves_on_its_port_from_its_folder_and_not_as_root()
    {
        var ran = (await OpsFiles.RunAsync(
            "dotnet", "msbuild", Path.Combine(ReadmeTests.Root, "src/PolicyLedger.Cli"), "-t:ComputeContainerConfig", "-getProperty:ContainerBaseImage,ContainerRepository,ContainerUser", "-getItem:ContainerPort,ContainerDefaultArgs,ContainerEnvironmentVariable")).Exits(0);
        var read = JsonSerializer.Deserialize<JsonElement>(ran.Out);
        var properties = read.GetProperty("Properties");
        Assert.Equal("policyledger", properties.GetProperty("ContainerRepository").GetString());
        Assert.EndsWith("/dotnet/aspnet:10.0-noble", properties.GetProperty("ContainerBaseImage").GetString());
        Assert.Equal("1654", properties.GetProperty("ContainerUser").GetString());
        Assert.Equal(["8080"], Items("ContainerPort"));
        Assert.Equal(["serve"], Items("ContainerDefaultArgs"));
        Assert.Equal(["POLICYLEDGER_SERVE_LISTEN=0.0.0.0:8080", "POLICYLEDGER_LEDGER=/data/policy-ledger.db"], Items("ContainerEnvironmentVariable", "Value"));

        IEnumerable<string> Items(string name, string? value = null) => read.GetProperty("Items").GetProperty(name).EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString() + (value is null ? "" : $"={item.GetProperty(value).GetString()}"));
    }

    [Fact]
    public void The_compose_file_gives_it_a_volume_of_its_own_and_time_to_stop_and_asks_for_its_health()
    {
        var services = ComposeFile.Services(Compose);
        var (folder, server) = (services[0], services[1]);
        Assert.Equal(folder.Image, server.Image);
        Assert.Equal("ledger", server.Volumes["/data"]);
        Assert.Equal("ledger", folder.Volumes["/data"]);
        Assert.Contains("1654:1654", folder.Node["entrypoint"].ToString());
        Assert.Equal(["127.0.0.1:8080:8080"], server.Ports);
        Assert.Equal("30s", server.Node["stop_grace_period"].ToString());
        Assert.Contains("127.0.0.1/8080", server.Node["healthcheck"]["test"].ToString());
        Assert.Contains(" /healthz/live ", server.Node["healthcheck"]["test"].ToString());
        Assert.Contains("NOT RUN: this file has been checked for syntax only", OpsFiles.Header(Compose));
    }
}
