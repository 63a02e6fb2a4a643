using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Asking;

/// <summary>What endpoints say of themselves, from which OpenAPI is made.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Sends a view in the resource's forms.</summary>
    public static RouteHandlerBuilder Sends<T>(this RouteHandlerBuilder endpoint, Resource resource)
    {
        endpoint.WithMetadata(resource).Produces<T>(StatusCodes.Status200OK, Forms.TypeOf(resource.Forms[0]), resource.Forms.Skip(1).Select(Forms.TypeOf).ToArray());
        if (resource.Memento)
            endpoint.Produces(StatusCodes.Status302Found);
        return endpoint.Produces(StatusCodes.Status304NotModified).ProducesProblemOf(ProblemKind.NotAcceptable).ProducesProblemOf(ProblemKind.NotThereYet).Refuses();
    }

    /// <summary>May refuse what breaks a rule, and what is not there.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint) => endpoint.ProducesProblemOf(ProblemKind.InvalidInput).ProducesProblemOf(ProblemKind.NotFound);

    public static RouteHandlerBuilder ProducesProblemOf(this RouteHandlerBuilder endpoint, ProblemKind kind) =>
        endpoint.Produces<Problem>(kind.Status, Problem.ContentType);
}
