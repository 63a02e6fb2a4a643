using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Auditing;
using PolicyLedger.Server.Access;

namespace PolicyLedger.Server.Hosting;

/// <summary>How a server serves.</summary>
internal sealed record ServerOptions
{
    /// <summary>Addresses and ports; port 0: any free one.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, 5080)];

    /// <summary>With its private key: TLS. Null: HTTP in the clear.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Sent with the certificate.</summary>
    public X509Certificate2Collection Chain { get; init; } = [];

    public AccessOptions Access { get; init; } = new();

    /// <summary>How long a read waits for <c>minPosition</c>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Rows of the read models that are kept in memory, some hundred bytes each.</summary>
    public long RememberedRows { get; init; } = 2_000_000;

    /// <summary>Reads over many cells or whole streams that are answered at once; others wait, as long as <see cref="Patience"/>.</summary>
    public int HeavyReads { get; init; } = 8;

    /// <summary>Events that the read models may be behind before the server is not ready.</summary>
    public long MostLag { get; init; } = 10_000;

    /// <summary>Where telemetry is sent by OTLP over gRPC; null: nowhere.</summary>
    public Uri? Collector { get; init; }

    /// <summary>Sign checkpoints; empty: others do.</summary>
    public IReadOnlyList<SigningKey> SigningKeys { get; init; } = [];

    /// <summary>How often it is looked whether there is something to sign.</summary>
    public TimeSpan SignEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most subscribers at once.</summary>
    public int Subscribers { get; init; } = 2000;

    /// <summary>How often a subscriber hears that the server is there.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long stopping waits for answers that have begun.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maps endpoints beside the API's own, for measurements of it; null: none.</summary>
    public Action<IEndpointRouteBuilder>? Beside { get; init; }

    /// <summary>Whether log lines are JSON, and not for people.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Whether every request is logged, and not only what is refused or fails.</summary>
    public bool Verbose { get; init; }
}
