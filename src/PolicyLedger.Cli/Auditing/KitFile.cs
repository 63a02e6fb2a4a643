namespace PolicyLedger.Cli.Auditing;

/// <summary>A file of a kit that somebody else made.</summary>
internal static class KitFile
{
    /// <summary>Its length, through links. 0 also for a pipe, which may have no end, a device or a socket: such a one is not to be opened.</summary>
    /// <exception cref="IOException">It is a link that leads to no file.</exception>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Length: var length } ? length : 0;
    }
}
