using PolicyLedger.Log;

namespace PolicyLedger.Cli.Shell;

/// <summary>What the process says to the shell that started it.</summary>
public enum ExitCode
{
    /// <summary>Done. An unknown stance is an answer too.</summary>
    Ok = 0,

    /// <summary>Failed, or done in part.</summary>
    Failed = 1,

    /// <summary>What was asked for breaks a rule: an unknown option, jurisdiction or area, a malformed date.</summary>
    Usage = 2,

    /// <summary>There is no such record or entry.</summary>
    NotFound = 3,

    /// <summary>The file is not a ledger, or a damaged one.</summary>
    Integrity = 4,

    /// <summary>The ledger's present state does not allow it.</summary>
    Conflict = 5,

    /// <summary>The store is not there, locked, or cannot be written to.</summary>
    Unreachable = 7,

    /// <summary>Stopped by the user.</summary>
    Cancelled = 130,
}

/// <summary>The one place where refusals and exceptions become exit codes and messages.</summary>
internal static class Failures
{
    public static ExitCode CodeOf(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.NotFound => ExitCode.NotFound,
        RefusalKind.Conflict => ExitCode.Conflict,
        _ => ExitCode.Usage,
    };

    public static ExitCode CodeOf(StoreFault fault) => fault == StoreFault.Integrity ? ExitCode.Integrity : ExitCode.Unreachable;

    /// <summary>Says what went wrong, in one line and without a stack trace unless <c>--verbose</c> asks for it.</summary>
    public static int Explain(Exception failure, Surroundings here, bool verbose, CancellationToken cancellation)
    {
        while (failure is AggregateException { InnerExceptions: [var only] })
            failure = only;
        if (failure is OutputClosedException)
            return (int)ExitCode.Ok;
        var (code, message) = cancellation.IsCancellationRequested && failure is not StoreException { Fault: StoreFault.Integrity }
            ? (ExitCode.Cancelled, "cancelled")
            : Map(failure);
        Say(here, "policyledger: " + message);
        if (verbose && code != ExitCode.Cancelled)
            Say(here, failure.ToString());
        else if (code == ExitCode.Failed && failure is not (IOException or UnauthorizedAccessException or InvalidDataException))
            Say(here, "This is a bug in the program, and nothing that you did; --verbose shows where.");
        return (int)code;
    }

    /// <summary>Whatever is still to be written, if anybody reads it.</summary>
    public static async Task FlushQuietlyAsync(TextWriter output)
    {
        try
        {
            await output.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is OutputClosedException or IOException or ObjectDisposedException)
        {
            // Nobody is there to be told.
        }
    }

    private static (ExitCode Code, string Message) Map(Exception failure) => failure switch
    {
        RefusedException refused => (CodeOf(refused.Refusal), refused.Refusal.Message),
        StoreException store => (CodeOf(store.Fault), store.Message),
        OperationCanceledException => (ExitCode.Cancelled, "cancelled"),
        UnauthorizedAccessException or IOException or InvalidDataException => (ExitCode.Failed, failure.Message),
        _ => (ExitCode.Failed, $"something went wrong that should not ({failure.GetType().Name}: {failure.Message})"),
    };

    private static void Say(Surroundings here, string text)
    {
        try
        {
            here.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // Nobody is there to be told.
        }
    }
}
