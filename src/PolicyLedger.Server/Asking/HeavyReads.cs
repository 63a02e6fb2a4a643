using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Asking;

/// <summary>Reads that go over many cells or whole streams: so many at once for the whole server, so that they leave it room for the others.</summary>
/// <param name="most">At once.</param>
/// <param name="patience">How long one waits for its turn.</param>
internal sealed class HeavyReads(int most, TimeSpan patience) : IDisposable
{
    private readonly SemaphoreSlim turns = new(most, most);

    public Task<bool> EnterAsync(CancellationToken cancellation) => turns.WaitAsync(patience, cancellation);

    public void Leave() => turns.Release();

    public void Dispose() => turns.Dispose();
}

internal static class HeavyEndpoints
{
    /// <summary>Waits for its turn, and is refused where that does not come in time.</summary>
    public static RouteHandlerBuilder Heavy(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var (http, reads) = (call.HttpContext, call.HttpContext.RequestServices.GetRequiredService<HeavyReads>());
        if (!await reads.EnterAsync(http.RequestAborted))
        {
            http.Response.Headers.RetryAfter = "1";
            return Problems.Of(ProblemKind.TooManyRequests, "too many large questions are being answered; try again");
        }

        try
        {
            return new InTurn((IResult)(await next(call))!, reads);
        }
        catch
        {
            reads.Leave();
            throw;
        }
    });

    /// <summary>A body may be made while it is sent: its turn ends with it.</summary>
    private sealed class InTurn(IResult result, HeavyReads reads) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await result.ExecuteAsync(httpContext);
            }
            finally
            {
                reads.Leave();
            }
        }
    }
}
