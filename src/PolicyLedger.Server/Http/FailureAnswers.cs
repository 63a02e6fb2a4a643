using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;
using PolicyLedger.Server.Observing;

namespace PolicyLedger.Server.Http;

/// <summary>What went wrong on the way to an answer becomes a problem: refusals, a store that cannot go on, what the server itself refuses to read.</summary>
internal sealed partial class FailureAnswers(RequestDelegate next, Telemetry telemetry, ILogger<FailureAnswers> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception failure)
        {
            var answer = AnswerTo(failure, http);
            if (http.Response.HasStarted)
            {
                // What has been sent cannot be taken back; the client sees that the answer is cut off.
                http.Abort();
                return;
            }

            http.Response.Clear();
            await answer.ExecuteAsync(http);
        }
    }

    /// <summary>Answers that have a status and no body, as routing gives them.</summary>
    public static Task OfStatusAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var kind = ProblemKind.All.FirstOrDefault(kind => kind.Status == http.Response.StatusCode);
        return kind is null ? Task.CompletedTask : Problems.Of(kind, $"{http.Request.Method} {http.Request.Path}: {char.ToLowerInvariant(kind.Title[0])}{kind.Title[1..]}").ExecuteAsync(http);
    }

    private IResult AnswerTo(Exception failure, HttpContext http)
    {
        switch (failure)
        {
            case RefusedException refused:
                return Problems.Of(refused.Refusal);
            case StoreException store:
                StoreFailed(log, http.Request.Method, http.Request.Path, store.Fault, store.Message);
                telemetry.StoreFailed(store.Fault);
                return Problems.Of(store);
            case BadHttpRequestException { StatusCode: 413 }:
                return Problems.Of(ProblemKind.TooLarge, "the body is longer than this server takes");
            case BadHttpRequestException bad:
                return Problems.Of(ProblemKind.InvalidInput, bad.Message);
            default:
                Failed(log, failure, http.Request.Method, http.Request.Path);
                return Problems.Of(ProblemKind.Unexpected, "a fault of the server; its log has it under the trace id");
        }
    }

    [LoggerMessage(5001, LogLevel.Error, "{Method} {Path}: the store cannot go on ({Fault}): {Message}")]
    private static partial void StoreFailed(ILogger log, string method, PathString path, StoreFault fault, string message);

    [LoggerMessage(5002, LogLevel.Error, "{Method} {Path}: failed")]
    private static partial void Failed(ILogger log, Exception failure, string method, PathString path);
}
