namespace PolicyLedger;

/// <summary>Files of <c>schemas/</c> that are embedded in the program, so that it runs anywhere.</summary>
public static class Resources
{
    private static readonly System.Reflection.Assembly Here = typeof(Resources).Assembly;

    public static IEnumerable<string> Names(string folder) =>
        Here.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static byte[] Read(string name)
    {
        using var stream = Here.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"No resource '{name}' is embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
