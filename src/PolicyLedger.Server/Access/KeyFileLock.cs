namespace PolicyLedger.Server.Access;

/// <summary>Lets one process at a time change a file of keys. It ends with its process, also with one that is killed.</summary>
internal static class KeyFileLock
{
    private const int Attempts = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes it; the file beside stays, because to remove it would let two in.</summary>
    /// <exception cref="IOException">Another process has it for longer than any change takes, or the folder cannot be written to.</exception>
    public static IDisposable Take(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path + ".lock", options);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
