using Microsoft.Extensions.Logging;

namespace PolicyLedger.Server.Subscribing;

/// <summary>What subscriptions log; never what was sent.</summary>
internal static partial class SubscriptionLog
{
    [LoggerMessage(5301, LogLevel.Warning, "A subscriber of {Feed} was dropped after position {After}: {Reason}")]
    public static partial void Dropped(ILogger logger, string feed, long after, string reason);

    [LoggerMessage(5302, LogLevel.Error, "The feed {Feed} cannot go on; those who follow it are dropped, and it tries again in {Pause}")]
    public static partial void CannotRead(ILogger logger, Exception e, string feed, TimeSpan pause);

    [LoggerMessage(5303, LogLevel.Error, "What {Day} changes cannot be told yet; it is tried again")]
    public static partial void CannotTurnDay(ILogger logger, Exception e, DateOnly day);

    [LoggerMessage(5304, LogLevel.Error, "A subscriber of {Feed} cannot be given what it missed")]
    public static partial void CannotCatchUp(ILogger logger, Exception e, string feed);
}
