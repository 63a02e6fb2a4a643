using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Access;

/// <summary>The one way to refuse an attempt: it is logged, counted and answered with a problem.</summary>
internal sealed class Refusals
{
    // What a stranger chooses must fill neither the log nor the answer.
    private const int Longest = 200;

    private readonly ILogger log;
    private readonly Counter<long> refused;

    public Refusals(ILoggerFactory logs, IMeterFactory meters)
    {
        log = logs.CreateLogger(AccessLog.Category);
        refused = meters.Create("PolicyLedger").CreateCounter<long>("policyledger.access.refused", "{request}", "Requests that were not let in.");
    }

    /// <summary>Refuses, and answers unless the response has started.</summary>
    public Task AnswerAsync(HttpContext http, ProblemKind kind, Refused why, params IReadOnlyList<FieldError> errors)
    {
        var request = http.Request;
        log.AttemptRefused(kind.Status, why.Reason, Shorten(request.Method), Shorten(request.Path.ToUriComponent()), http.Connection.RemoteIpAddress, why.KeyId ?? http.FindCaller()?.KeyId ?? "-");
        refused.Add(1, new KeyValuePair<string, object?>("reason", why.Reason));
        return http.Response.HasStarted ? Task.CompletedTask : Problems.Of(kind, why.Detail, errors.Select(error => error with { Value = error.Value is { } value ? Shorten(value) : null }).ToList()).ExecuteAsync(http);
    }

    private static string Shorten(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
