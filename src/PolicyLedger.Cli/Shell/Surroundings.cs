using Microsoft.Win32.SafeHandles;

namespace PolicyLedger.Cli.Shell;

/// <summary>What the program sees of the world: streams, environment, clock. Tests give it another.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: data, and nothing else.</param>
/// <param name="Error">Standard error: messages.</param>
/// <param name="Variable">An environment variable, or null.</param>
public sealed record Surroundings(Stream In, Stream Out, TextWriter Error, Func<string, string?> Variable)
{
    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Of the terminal, in columns. What is not a terminal has no width, and nothing is cut or wrapped for it.</summary>
    public int Width { get; init; } = 100;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Stands before every stream's name on a server, so that tests share one.</summary>
    internal string StreamPrefix { get; init; } = "";

    public static Surroundings OfThisProcess() => new(
        Console.OpenStandardInput(), StandardOutput(), Console.Error, Environment.GetEnvironmentVariable)
    {
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? int.MaxValue : Math.Max(40, Console.WindowWidth),
    };

    // The console's own stream swallows a closed pipe, and an export into `head` would run on to its end. A file is left to
    // it: a FileStream would write from the file's beginning, over what stands there.
    private static Stream StandardOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return direct.CanSeek ? Console.OpenStandardOutput() : new PipeStream(direct);
    }
}

/// <summary>Nobody reads the output any more.</summary>
public sealed class OutputClosedException(IOException inner) : Exception("the output was closed", inner);

/// <summary>Standard output; a failed write is told apart from every other I/O error.</summary>
internal sealed class PipeStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e);
        }
        catch (UnauthorizedAccessException e)
        {
            // It was closed from the start (>&-), so that nobody can have had enough of it.
            throw new IOException("standard output is closed, so that nothing can be written to it", e);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
