using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Asking;
using PolicyLedger.Server.Http;
using PolicyLedger.Server.Recording;

namespace PolicyLedger.Server.Describing;

/// <summary>The OpenAPI document: what the framework reads off the endpoints, and what it cannot know.</summary>
internal static class OpenApiDocument
{
    private const string Bearer = "bearer";

    private const string About = """
        An append-only ledger of what governments announced and what cables asked of them. It records who said what, by which source, and takes no side.

        Every read takes a day (`on`), a knowledge time (`knownAt`), a position (`at`) and a basis, and every answer says with which it was computed.
        A request that gives the first three is pinned: its answer stays the same for ever, erased text aside.

        Problems are `application/problem+json` (RFC 9457); their types are explained at `/problems`. The live feeds are described at `/asyncapi/v1.json`.
        """;

    /// <summary>What every endpoint that is not open to all may answer.</summary>
    private static readonly ProblemKind[] Everywhere = [ProblemKind.InvalidInput, ProblemKind.NotSignedIn, ProblemKind.NotAllowed, ProblemKind.ForeignHost, ProblemKind.TooManyRequests, ProblemKind.Unexpected, ProblemKind.StoreUnreachable];

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "PolicyLedger", Version = "1", Description = About, License = new() { Name = "MIT", Identifier = "MIT" } };
            document.Servers = [new() { Url = "/" }];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key (plk_…), or a token of the configured issuer. Not needed where the server is open." },
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // What is sent has these members and no others. Stored JSON is as its own schema says.
            if (context.JsonTypeInfo.Type == typeof(System.Text.Json.JsonElement) || context.JsonTypeInfo.Type == typeof(System.Text.Json.JsonElement?))
                (schema.Type, schema.Description) = (JsonSchemaType.Object, "As stored; /v1/schemas has the schema of each kind of event.");
            else if (schema.Properties?.Count > 0)
                schema.AdditionalPropertiesAllowed = false;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OperationAsync);
    }

    private static async Task OperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        if (metadata.OfType<Resource>().LastOrDefault() is { } resource)
            Forms(operation, resource);
        if (metadata.OfType<CommandBody>().LastOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = CommandSchemas.Of(body.Name, body.Type) } },
            };
        }

        if (metadata.OfType<IAllowAnonymous>().Any())
            return;
        var role = metadata.OfType<Needed>().LastOrDefault()?.Role ?? Role.Reader;
        operation.Description = $"{operation.Description} Needs the role {role.ToString().ToLowerInvariant()}.".TrimStart();
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellation);
        foreach (var kind in Everywhere)
        {
            var status = kind.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (!operation.Responses.ContainsKey(status))
                operation.Responses[status] = new OpenApiResponse { Description = kind.Title, Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = new() { Schema = Reference(context, problem) } } };
        }
    }

    private static IOpenApiSchema Reference(OpenApiOperationTransformerContext context, OpenApiSchema schema)
    {
        if (context.Document!.Components?.Schemas?.ContainsKey(nameof(Problem)) != true)
            context.Document.AddComponent(nameof(Problem), schema);
        return new OpenApiSchemaReference(nameof(Problem), context.Document);
    }

    // JSON is the object that the endpoint names; the other forms are texts of its items.
    private static void Forms(OpenApiOperation operation, Resource resource)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter is { Name: "format", In: ParameterLocation.Query, Schema: OpenApiSchema }))
            ((OpenApiSchema)parameter.Schema!).Enum = resource.Forms.Select(form => (JsonNode)Http.Forms.NameOf(form)).ToList();
        if (operation.Responses!.TryGetValue("200", out var answer) && answer.Content is { } content)
        {
            foreach (var (type, media) in content)
            {
                media.Schema = Http.Forms.Of(type) switch
                {
                    Form.Csv => new OpenApiSchema { Type = JsonSchemaType.String, Description = "RFC 4180, with a header." },
                    Form.Jsonl => new OpenApiSchema { Type = JsonSchemaType.String, Description = "A line of JSON for each item." },
                    Form.Parquet => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                    Form.CloudEvents => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "A CloudEvent 1.0." } },
                    _ => media.Schema,
                };
            }

            if (answer is OpenApiResponse described)
            {
                described.Headers ??= new Dictionary<string, IOpenApiHeader>();
                described.Headers["ETag"] = Header("Weak: changes when the answer may.");
                described.Headers["Link"] = Header("canonical: the pinned address; next: the next page" + (resource.Memento ? "; original, timegate, timemap (RFC 7089)" : "") + ".");
                if (resource.Memento)
                    described.Headers["Memento-Datetime"] = Header("The knowledge time, where the request is pinned.");
            }
        }
    }

    private static OpenApiHeader Header(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
