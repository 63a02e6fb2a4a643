using PolicyLedger.Sqlite.Models;

namespace PolicyLedger.Cli.Shell;

/// <summary>A line on the terminal that counts events as the read models take them in, and is gone when they are done.</summary>
internal sealed class ModelsCounter(TextWriter error, string doing) : IProgress<ModelsProgress>, IProgress<long>
{
    private int drawn;

    public void Report(ModelsProgress value)
    {
        if (value.Done)
            Erase();
        else
            Report(value.Events);
    }

    public void Report(long value)
    {
        var line = $"{doing}: {value}";
        error.Write($"\r{line}");
        drawn = line.Length;
    }

    public void Erase()
    {
        if (drawn > 0)
            error.Write($"\r{new string(' ', drawn)}\r");
        drawn = 0;
    }
}
