using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Access;

/// <summary>How often each caller may ask, and how often an address may fail to sign in.</summary>
internal static class RateLimits
{
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);

    public static void Configure(RateLimiterOptions limiter, AccessOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            IsRecording(http) ? Bucket("recordings of " + Who(http), options.Recordings) : Bucket("reads of " + Who(http), options.Reads));
        limiter.OnRejected = (rejected, _) => new(AnswerAsync(
            rejected.HttpContext, rejected.HttpContext.RequestServices.GetRequiredService<Refusals>(), new(Reasons.TooManyRequests, "more requests than a caller may make"), WaitFor(rejected.Lease)));
    }

    public static RateLimitPartition<string> Bucket(string of, Rate rate) => rate.IsOff
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetTokenBucketLimiter(of, _ => new() { TokenLimit = rate.Burst, TokensPerPeriod = rate.PerSecond, ReplenishmentPeriod = Refill, QueueLimit = 0 });

    /// <summary>In whole seconds, at least one.</summary>
    public static int WaitFor(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;

    public static Task AnswerAsync(HttpContext http, Refusals refusals, Refused why, int wait)
    {
        http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return refusals.AnswerAsync(http, ProblemKind.TooManyRequests, why with { Detail = $"{why.Detail}; try again in {wait} s" });
    }

    /// <summary>The address that a request comes from; in IPv6 the network, because a single customer has 2^64 addresses.</summary>
    public static string Address(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "nowhere";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]) + "/64" : address.ToString();
    }

    private static string Who(HttpContext http) =>
        http.FindCaller() is not { } caller ? "address " + Address(http) : caller.KeyId is { } id ? "key " + id : "recorder " + caller.Recorder;

    private static bool IsRecording(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)
        && http.GetEndpoint()?.Metadata.GetMetadata<Needed>() is { Role: Role.Recorder or Role.Admin };
}

/// <summary>Limits the requests of an address that are not let in.</summary>
internal sealed class FailureLimit(AccessOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> limiter = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimits.Bucket(RateLimits.Address(http), options.Failures));

    /// <summary>Counts a failure.</summary>
    /// <returns>In how many seconds to try again; null while there are not too many.</returns>
    public int? Exceeded(HttpContext http)
    {
        using var lease = limiter.AttemptAcquire(http);
        return lease.IsAcquired ? null : RateLimits.WaitFor(lease);
    }

    public void Dispose() => limiter.Dispose();
}
