using System.Net;
using Microsoft.Extensions.Logging;

namespace PolicyLedger.Server.Access;

/// <summary>What the log says about access: never a key's secret, a token, a ticket or a query string.</summary>
internal static partial class AccessLog
{
    public const string Category = "PolicyLedger.Access";

    [LoggerMessage(4001, LogLevel.Warning, "refused {Status} {Reason}: {Method} {Path} from {Remote}, key {KeyId}")]
    public static partial void AttemptRefused(this ILogger log, int status, string reason, string method, string path, IPAddress? remote, string keyId);

    [LoggerMessage(4002, LogLevel.Warning, "open: there are no API keys and no issuer of tokens, so that every program on this machine may do everything, as {Recorder}; policyledger keys create makes a key")]
    public static partial void ServerIsOpen(this ILogger log, string recorder);

    [LoggerMessage(4003, LogLevel.Error, "the file of API keys cannot be read, and the keys that were read before stay: {Why}")]
    public static partial void KeysNotRead(this ILogger log, string why);

    [LoggerMessage(4004, LogLevel.Error, "the issuer's keys cannot be fetched, and no token is taken until they can: {Why}")]
    public static partial void IssuerUnreachable(this ILogger log, string why);
}
