using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Access;

/// <summary>Puts access control into a server.</summary>
internal static class AccessServices
{
    private static readonly string[] Exposed = ["ETag", "Link", "Location", "Memento-Datetime", "Retry-After", "Content-Location", Http.Revision.Header];

    private static readonly TimeSpan PreflightFor = TimeSpan.FromMinutes(10);

    /// <summary>Registers what <see cref="UseAccess"/> needs.</summary>
    /// <exception cref="RefusedException">A setting breaks a rule.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions options)
    {
        if (options.Refuse() is { } refusal)
            throw new RefusedException(refusal);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(UrlEncoder.Default);
        services.AddMetrics();
        services.AddSingleton(options).AddSingleton<Refusals>().AddSingleton<FailureLimit>().AddSingleton<SubscriptionTickets>();
        services.AddSingleton(provider => AccessKeys.Open(
            options.KeysFile, "access.keysFile", provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger(AccessLog.Category)).OrThrow());

        // What the framework says of each request it says with the query, in which there may be a ticket.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        AddSchemes(services, options);
        services.AddAuthorization(Needing.Configure);
        services.AddRateLimiter(limiter => RateLimits.Configure(limiter, options));
        if (options.CorsOrigins.Count > 0)
        {
            services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                .WithOrigins(options.CorsOrigins.Select(origin => Origin.Parse(origin)!.Text).ToArray())
                .AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightFor)));
        }

        return services;
    }

    /// <summary>Comes before everything that answers. An exception handler that is to have its headers comes before or after it.</summary>
    /// <exception cref="RefusedException">The file of keys is damaged.</exception>
    public static IApplicationBuilder UseAccess(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<AccessOptions>();
        var keys = app.Services.GetRequiredService<AccessKeys>();
        var refusals = app.Services.GetRequiredService<Refusals>();
        var origins = options.CorsOrigins.Select(text => Origin.Parse(text)!).ToHashSet();
        if (AccessScheme.IsOpen(options, keys))
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(AccessLog.Category).ServerIsOpen(options.LocalRecorder);
        app.Use((http, next) =>
        {
            SecurityHeaders.AddTo(http);
            if ((AccessScheme.IsOpen(options, keys) || options.HostNames.Count > 0) && !Hosts.AreOwn(http.Request.Host, options.HostNames))
                return refusals.AnswerAsync(http, ProblemKind.ForeignHost, new(Reasons.ForeignHost, "Host names another host; reach the server as localhost, or name the host in its settings"), new FieldError("Host", http.Request.Host.Value, "a name of this server"));
            if (Origin.Refuse(http.Request, origins) is { } header)
                return refusals.AnswerAsync(http, ProblemKind.ForeignOrigin, new(Reasons.ForeignOrigin, $"{header} says that the request comes from a page of another site; allow its origin in the server's settings"), new FieldError(header, http.Request.Headers[header].ToString(), "the origin of this server or one that its settings allow"));
            return next(http);
        });
        if (options.CorsOrigins.Count > 0)
            app.UseCors();
        return app.UseAuthentication().UseRateLimiter().UseAuthorization();
    }

    // Not AddAuthentication: that would make keys for cookies in the user's folder, and let settings of another name change the schemes.
    private static void AddSchemes(IServiceCollection services, AccessOptions options)
    {
        services.TryAddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>();
        services.AddAuthenticationCore(schemes => schemes.DefaultScheme = AccessScheme.Name);
        var builder = new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, AccessScheme>(AccessScheme.Name, null);
        if (options.TakesTokens)
            builder.AddJwtBearer(Tokens.Scheme, bearer => Tokens.Configure(bearer, options));
    }

    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
