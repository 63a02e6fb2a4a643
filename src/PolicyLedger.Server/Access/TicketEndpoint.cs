using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Dates;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Access;

/// <summary>A ticket as it is sent.</summary>
/// <param name="Ticket">For <c>?ticket=</c> of one or more subscriptions.</param>
/// <param name="ExpiresAt">From then on no subscription is opened with it; one that is open goes on.</param>
internal sealed record TicketView(string Ticket, string ExpiresAt);

internal static class TicketEndpoint
{
    /// <summary><c>POST /v1/subscriptions/tickets</c>: a ticket for whoever asks.</summary>
    public static RouteHandlerBuilder MapTickets(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(SubscriptionTickets.Below + "/tickets", (HttpContext http, SubscriptionTickets tickets) =>
        {
            var (text, expiresAt) = tickets.Issue(http.Caller());
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(new TicketView(text, Iso.Write(expiresAt)), ServerJson.Options);
        }).Needs(Role.Reader);
}
