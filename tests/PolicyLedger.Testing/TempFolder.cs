namespace PolicyLedger.Testing;

/// <summary>A new folder, removed with all that is in it.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("policyledger-");

    public string Path => folder.FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>Every file in it by name, with its bytes: what must be equal where nothing may have been touched.</summary>
    public SortedDictionary<string, string> Snapshot() => new(
        folder.GetFiles().ToDictionary(file => file.Name, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file.FullName)))),
        StringComparer.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);
}
