using Microsoft.AspNetCore.Http;
using PolicyLedger.Log;

namespace PolicyLedger.Server.Http;

/// <summary>A problem as it is sent: <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">Of its kind.</param>
/// <param name="Title">Of its kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened this time, in one line for a person.</param>
/// <param name="Errors">The parameters, headers or fields at fault; empty where none is.</param>
/// <param name="TraceId">By which the server's log has it.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, IReadOnlyList<FieldError> Errors, string TraceId)
{
    public const string ContentType = "application/problem+json";
}

/// <summary>What is wrong with one parameter, header or field.</summary>
/// <param name="Field">As the caller spells it: <c>on</c>, <c>If-Match</c>, <c>areas[0].value.level</c>.</param>
/// <param name="Value">As given, shortened; null where it is missing.</param>
/// <param name="Rule">The rule that it breaks, and what to do.</param>
internal sealed record FieldError(string Field, string? Value, string Rule);

/// <summary>The one place where refusals and failures become problems.</summary>
internal static class Problems
{
    private const int LongestValue = 200;

    /// <summary>Answers with a problem. The response MUST NOT have started.</summary>
    public static IResult Of(ProblemKind kind, string detail, params IReadOnlyList<FieldError> errors) => new ProblemResult(kind, detail, errors);

    /// <summary>Answers with what refused the request.</summary>
    public static IResult Of(Refusal refusal) => Of(KindOf(refusal), refusal.Message, new FieldError(refusal.Field, Shorten(refusal.Value), refusal.Rule));

    public static IResult Of(StoreException failure) => failure.Fault == StoreFault.Integrity
        ? Of(ProblemKind.StoreDamaged, "the ledger's files are damaged; the server's log says where")
        : Of(ProblemKind.StoreUnreachable, "the ledger's store cannot be reached; the server's log says why");

    private static ProblemKind KindOf(Refusal refusal) => refusal switch
    {
        { Kind: RefusalKind.NotFound } => ProblemKind.NotFound,
        { Kind: RefusalKind.Conflict, Field: "commandId" or "Idempotency-Key" } => ProblemKind.KeyReused,
        { Kind: RefusalKind.Conflict, Field: "If-Match" or "If-None-Match" } => ProblemKind.RevisionChanged,
        { Kind: RefusalKind.Conflict } => ProblemKind.Conflict,
        _ => ProblemKind.InvalidInput,
    };

    private static string? Shorten(string? value) => value is { Length: > LongestValue } ? value[..LongestValue] + "…" : value;

    private sealed class ProblemResult(ProblemKind kind, string detail, IReadOnlyList<FieldError> errors) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => kind.Status;

        public Task ExecuteAsync(HttpContext http)
        {
            var response = http.Response;
            response.StatusCode = kind.Status;
            response.Headers.CacheControl = "no-store";
            var trace = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
            return response.WriteAsJsonAsync(new Problem(kind.Type, kind.Title, kind.Status, detail, errors, trace), ServerJson.Options, Problem.ContentType, http.RequestAborted);
        }
    }
}
