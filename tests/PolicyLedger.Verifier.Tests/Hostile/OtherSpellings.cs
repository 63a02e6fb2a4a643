using System.Text.Json.Nodes;
using PolicyLedger.Auditing;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>The same said in other bytes, and texts that are gone though nobody erased them.</summary>
internal static class OtherSpellings
{
    public static IEnumerable<Mutation> Of(EvidenceKit kit, string name)
    {
        foreach (var file in EvidenceKit.Names.Where(file => file is not (EvidenceKit.Checkpoint or EvidenceKit.Answer)))
        {
            for (var n = 0; n < kit.Lines(file).Count; n++)
            {
                foreach (var (what, respelt) in Respelt(kit.Lines(file)[n]))
                {
                    if (respelt == kit.Lines(file)[n])
                        continue;
                    var here = n;
                    yield return new($"{name}: {file} line {n + 1} {what}", kit.WithLines(file, lines => lines.Select((line, m) => m == here ? respelt : line)), [EvidenceFault.Form], file)
                    {
                        Line = file == EvidenceKit.Heads ? null : n + 1,
                    };
                }
            }
        }

        foreach (var (what, respelt) in Respelt(kit.Text(EvidenceKit.Answer)).Where(one => one.Respelt != kit.Text(EvidenceKit.Answer)))
            yield return new($"{name}: the answer {what}", kit.With(EvidenceKit.Answer, respelt), [EvidenceFault.Answer, EvidenceFault.Form], EvidenceKit.Answer);

        for (var n = 0; n < kit.Lines(EvidenceKit.Events).Count; n++)
        {
            var here = n;
            var line = JsonNode.Parse(kit.Lines(EvidenceKit.Events)[n])!;
            if (line["text"] is not { } text)
                continue;
            foreach (var (what, gone) in new[] { ("left out", "\"text\":null,\"salt\":null"), ("another", "\"text\":{\"title\":\"X\"},\"salt\":\"" + line["salt"] + "\""), ("under another salt", $"\"text\":{Raw(kit, n)},\"salt\":\"{new string('0', 32)}\"") })
            {
                yield return new(
                    $"{name}: text of line {n + 1} {what}",
                    kit.WithLines(EvidenceKit.Events, lines => lines.Select((one, m) => m == here ? one.Replace($"\"text\":{Raw(kit, here)},\"salt\":\"{line["salt"]}\"", gone) : one)),
                    [EvidenceFault.Text], EvidenceKit.Events)
                {
                    Line = n + 1,
                };
            }
        }
    }

    private static IEnumerable<(string What, string Respelt)> Respelt(string line)
    {
        yield return ("with a space behind", line[..^1] + " \n");
        yield return ("with a space in front", " " + line);
        yield return ("with a space in it", line.Replace(":", ": "));
        yield return ("with a carriage return", line[..^1] + "\r\n");
        yield return ("with an escaped letter", line.Replace("\"stream\":\"c", "\"stream\":\"\\u0063").Replace("\"proof\":[\"", "\"proof\":[\"\\u002f").Replace("\"status\":\"", "\"status\":\"\\u0020"));
        yield return ("with an escaped name", line.Replace("\"position\"", "\"p\\u006fsition\"").Replace("\"size\"", "\"\\u0073ize\"").Replace("\"ruleVersion\"", "\"rule\\u0056ersion\""));
        yield return ("with a member twice", "{\"position\":1," + line[1..]);
        yield return ("with a longer number", line.Replace("\"position\":", "\"position\":0").Replace("\"size\":", "\"size\":0").Replace("\"ruleVersion\":", "\"ruleVersion\":0"));
        yield return ("with a fraction", System.Text.RegularExpressions.Regex.Replace(line, "\"(position|size|ruleVersion)\":([0-9]+)", "\"$1\":$2.0"));
        yield return ("with capital digits", System.Text.RegularExpressions.Regex.Replace(line, "\"(id|salt)\":\"[0-9a-f-]+\"", match => match.Value[..match.Value.IndexOf(':')] + match.Value[match.Value.IndexOf(':')..].ToUpperInvariant()));
        yield return ("with a comment", line[..^1] + "/**/\n");
        yield return ("with null for nothing", line[..^2] + ",\"more\":null}\n");
    }

    // The text of a line as it stands there.
    private static string Raw(EvidenceKit kit, int n)
    {
        using var line = System.Text.Json.JsonDocument.Parse(kit.Lines(EvidenceKit.Events)[n]);
        return line.RootElement.GetProperty("text").GetRawText();
    }
}
