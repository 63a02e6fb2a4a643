using Microsoft.AspNetCore.OpenApi;

namespace PolicyLedger.Server.Describing;

internal static class OpenApiDocument
{
    public static void Configure(OpenApiOptions options) => options.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1;
}
