using System.Text.RegularExpressions;
using PolicyLedger.Server.Tests.Node;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>All words of the page stand in one file, so that it can be translated.</summary>
public sealed partial class WordsTests
{
    private static readonly string Sources = Path.Combine(NodeProcess.Repository, "src/PolicyLedger.Server/Dashboard/web/src");

    [Fact]
    public void No_template_has_words_of_its_own()
    {
        var files = Directory.GetFiles(Sources, "*.js").Where(file => Path.GetFileName(file) != "text.js").ToList();
        Assert.NotEmpty(files);
        var found = files.SelectMany(file => Words().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("html`<p>Some words</p>`", true)]
    [InlineData("html`<b>${one}</b> and <i>x</i>`", true)]
    [InlineData("html`<input placeholder=\"Some words\" />`", true)]
    [InlineData("html`<p class=\"some\" title=${text.some}>${text.words}</p>`", false)]
    [InlineData("items.filter(one => one.count > most && least < 3)", false)]
    public void Words_are_told_from_code(string source, bool words) => Assert.Equal(words, Words().IsMatch(source));

    // After a tag's end, with no space that a comparison would have; or in an attribute that is read out or shown.
    [GeneratedRegex(""""(?<=</?[a-z$](?:=>|[^<>])*)(?<!=)>[^<>{}`$=]*[A-Za-z]{2,}[^<>{}`$=]*(?=[<$`])|\b(?:title|aria-label|placeholder|alt)="[^"$]*[A-Za-z]{2,}[^"]*\x22"""")]
    private static partial Regex Words();
}
