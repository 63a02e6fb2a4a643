using EventStore.Client;
using Xunit;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>PublicApi.txt lists what of the official package is here. Each of its lines is one of the official package's too.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void What_is_public_is_what_the_list_says_no_more_and_no_less()
    {
        using var reader = new StreamReader(typeof(PublicApiTests).Assembly.GetManifestResourceStream("PublicApi.txt")!);
        var listed = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var shown = PublicApi.Of(typeof(EventStoreClientSettings).Assembly);

        Assert.Empty(shown.Except(listed));
        Assert.Empty(listed.Except(shown));
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
    }
}
