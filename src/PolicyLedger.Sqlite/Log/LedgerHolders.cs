using System.Globalization;

namespace PolicyLedger.Sqlite.Log;

/// <summary>The other processes that have a ledger's file open, by name, where the system tells: on Linux, from <c>/proc</c>; of other users' processes only to root.</summary>
internal static class LedgerHolders
{
    private const int MostLinks = 40;

    /// <summary><c>policyledger node (process 4711)</c> and the like, in order of their numbers; empty where none is seen.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        if (!Directory.Exists("/proc/self/fd"))
            return [];
        var real = Real(path, 0);
        string[] files = [real, real + "-wal", real + "-shm"];
        return Directory.EnumerateDirectories("/proc")
            .Select(folder => (Folder: folder, Id: int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0))
            .Where(process => process.Id > 0 && process.Id != Environment.ProcessId && Holds(process.Folder, files))
            .OrderBy(process => process.Id)
            .Select(process => string.Create(CultureInfo.InvariantCulture, $"{Name(process.Folder)} (process {process.Id})"))
            .ToList();
    }

    // As /proc names it: no link is left, neither the file nor a folder above it. No path has more links than the system follows.
    private static string Real(string path, int links)
    {
        var real = "/";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            real = Path.Combine(real, parts[i]);
            if (links < MostLinks && new FileInfo(real).LinkTarget is { } target)
                return Real(Path.GetFullPath(Path.Combine([target, .. parts[(i + 1)..]]), Path.GetDirectoryName(real)!), links + 1);
        }

        return real;
    }

    private static bool Holds(string process, string[] files)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(process, "fd")).EnumerateFileSystemInfos().Any(open => files.Contains(open.LinkTarget, StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or another user's.
            return false;
        }
    }

    // The program and its verb; options may hold what nobody should see.
    private static string Name(string process)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var program = words.SkipWhile(word => Path.GetFileName(word) is "dotnet" or "exec").TakeWhile(word => !word.StartsWith('-')).Take(2);
            return string.Join(' ', program.Select(word => Path.GetFileNameWithoutExtension(word))) is { Length: > 0 } name ? name : "a program";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "a program";
        }
    }
}
