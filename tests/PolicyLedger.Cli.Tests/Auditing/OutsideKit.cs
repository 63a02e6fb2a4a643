using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>A log's files as Go's packages make them, without PolicyLedger: a checkpoint with one extension line, every proof, the tiles.</summary>
internal sealed class OutsideKit : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TempFolder changed = new();

    public string Key => Read("vkey");

    /// <summary>Another key under the same name.</summary>
    public string OtherKey => Read("other.vkey");

    public string SigningKey => Read("skey");

    public string Checkpoint => folder["checkpoint"];

    public string Tiles => folder["tiles"];

    public static async Task<OutsideKit> MakeAsync(OutsideJudges judges, int size)
    {
        var kit = new OutsideKit();
        (await judges.GoAsync("make", kit.folder.Path, $"{size}")).Exits(0);
        return kit;
    }

    public string Leaf(int index) => folder[$"leaves/{index}"];

    public string Inclusion(int index) => folder[$"inclusion/{index}.tlog-proof"];

    /// <summary>The checkpoint of an earlier tree, with as many extension lines as its size modulo 3.</summary>
    public string Earlier(int size) => folder[$"consistency/{size}.checkpoint"];

    public string Consistency(int size) => folder[$"consistency/{size}.proof"];

    /// <summary>A file, by a name of its own, with other content.</summary>
    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(changed[name], content);
        return changed[name];
    }

    public string Write(string name, string content)
    {
        File.WriteAllText(changed[name], content);
        return changed[name];
    }

    /// <summary>
    /// Copies of a file, in each another byte changed. The changed bit is none that base64 pads with: a signature whose padding
    /// differs is the same signature to note.Open.
    /// </summary>
    public IEnumerable<string> Flipped(string file, Func<byte, bool>? which = null)
    {
        var content = File.ReadAllBytes(file);
        for (var i = 0; i < content.Length; i++)
        {
            if (which?.Invoke(content[i]) is false)
                continue;
            var copy = content.ToArray();
            copy[i] ^= 0x20;
            yield return Write($"{Path.GetFileName(file)}.{i}", copy);
        }
    }

    /// <summary>The text, signed by the log's own key.</summary>
    public async Task<string> SignAsync(OutsideJudges judges, string name, string text) =>
        Write(name, (await judges.GoAsync("sign", SigningKey, Write(name + ".text", text))).Exits(0).Out);

    public void Dispose()
    {
        folder.Dispose();
        changed.Dispose();
    }

    private string Read(string name) => File.ReadAllText(folder[name]).TrimEnd('\n');
}

internal static class Verdicts
{
    public static void AcceptsAll(this Ran ran, int count)
    {
        ran.Exits(0);
        Assert.Equal(count, ran.Lines.Length);
        Assert.All(ran.Lines, line => Assert.StartsWith("ok ", line));
    }

    public static void RefusesAll(this Ran ran, int count)
    {
        ran.Exits(1);
        Assert.Equal(count, ran.Lines.Length);
        Assert.All(ran.Lines, line => Assert.StartsWith("refused ", line));
    }
}
