using System.Text.Json.Nodes;
using PolicyLedger.Cli.Recording;
using Xunit;

namespace PolicyLedger.Cli.Tests.Recording;

public sealed class ChangeSyntaxTests
{
    [Theory]
    [InlineData("announced: 2025-11 -> 2025-11-24", """{"field":"announced","from":"2025-11","to":"2025-11-24"}""")]
    [InlineData("announced: \"2025\" -> \"2024\"", """{"field":"announced","from":"2025","to":"2024"}""")]
    [InlineData("value: {\"level\": 2} -> {\"level\": 3}", """{"field":"value","from":{"level":2},"to":{"level":3}}""")]
    [InlineData("target: nothing -> SYR", """{"field":"target","to":"SYR"}""")]
    [InlineData("target: SYR -> nothing", """{"field":"target","from":"SYR"}""")]
    [InlineData("title: \"a -> b\" -> \"c\"", """{"field":"title","from":"a -> b","to":"c"}""")]
    [InlineData("credibility:1->2", """{"field":"credibility","from":1,"to":2}""")]
    public void Reads(string text, string json) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), ChangeSyntax.Read(text)), ChangeSyntax.Read(text).ToJsonString());

    [Theory]
    [InlineData("announced")]
    [InlineData("announced: 2025-11")]
    [InlineData("2025-11 -> 2025-12")]
    [InlineData(": a -> b")]
    public void Refuses(string text) => Assert.Throws<RefusedException>(() => ChangeSyntax.Read(text));
}
