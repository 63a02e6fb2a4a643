using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Subscribing;

/// <summary>How many follow, in all and of one caller.</summary>
internal sealed class Places(SubscriptionOptions options)
{
    private readonly ConcurrentDictionary<string, int> callers = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Takes a place; gives why there is none.</summary>
    public string? Take(HttpContext http)
    {
        if (Interlocked.Increment(ref all) > options.MaxSubscribers)
        {
            Interlocked.Decrement(ref all);
            return $"{options.MaxSubscribers} subscribers follow already, which is as many as this server takes";
        }

        if (CallerOf(http) is not { } caller || callers.AddOrUpdate(caller, 1, (_, count) => count + 1) <= options.MaxOfOneCaller)
            return null;
        Leave(http);
        return $"{options.MaxOfOneCaller} subscribers of yours follow already, which is as many as one caller may have";
    }

    /// <summary>Gives a place back that was taken.</summary>
    public void Leave(HttpContext http)
    {
        Interlocked.Decrement(ref all);
        if (CallerOf(http) is { } caller && callers.AddOrUpdate(caller, 0, (_, count) => count - 1) <= 0)
            callers.TryRemove(new(caller, 0));
    }

    private string? CallerOf(HttpContext http) => options.CallerOf?.Invoke(http);
}
