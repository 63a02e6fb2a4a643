using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>The official clients, which nobody here wrote, against a node in a process of its own; npm/drive.mjs says what they do.</summary>
[Trait("Kind", "Process")]
public sealed class NpmTests : IDisposable
{
    private static readonly NpmClients Clients = new(NodeProcess.Repository);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("@eventstore/db-client", "esdb", false)]
    [InlineData("@eventstore/db-client", "esdb", true)]
    [InlineData("@kurrent/kurrentdb-client", "kurrentdb", false)]
    [InlineData("@kurrent/kurrentdb-client", "kurrentdb", true)]
    public async Task An_official_client_appends_reads_and_follows_across_a_restart(string package, string scheme, bool secure)
    {
        if (await Clients.InstallAsync() is { } reason)
            Assert.Skip(reason);
        var ledger = folder["ledger.db"];
        await NodeProcess.MakeLedgerAsync(ledger);
        string[] options = secure ? ["--allow-append", "--cert", folder["node.crt"], "--key", folder["node.key"]] : ["--allow-append"];
        if (secure)
            MakeCertificates();
        var node = await NodeProcess.StartAsync(ledger, 0, options);
        try
        {
            var port = node.Port;
            var tls = secure ? $"tls=true&tlsCaFile={Uri.EscapeDataString(folder["ca.crt"])}" : "tls=false";
            using var driver = Clients.StartScript("drive.mjs", package, $"{scheme}://127.0.0.1:{port}?{tls}");
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var errors = driver.StandardError.ReadToEndAsync(patience.Token);
            var said = new List<string>();
            while (await driver.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                said.Add(line);
                if (line != "restart")
                    continue;
                node.Kill();
                node.Dispose();
                node = await NodeProcess.StartAsync(ledger, port, options);
                await driver.StandardInput.WriteLineAsync("go");
            }

            await driver.WaitForExitAsync(patience.Token);
            Assert.True(driver.ExitCode == 0 && said[^1] == "done", $"{string.Join('\n', said)}\n{await errors}");
            Assert.Equal(13, said.Count(line => line.StartsWith("checked: ", StringComparison.Ordinal)));
        }
        finally
        {
            node.Dispose();
        }
    }

    // A throwaway authority, one in between, and a certificate of that for this machine.
    private void MakeCertificates()
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using ECDsa ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), betweenKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority("Throwaway authority", ownKey).CreateSelfSigned(from, until);
        using var between = Authority("Throwaway authority in between", betweenKey).Create(authority, from, until, [2]);
        using var issuer = between.CopyWithPrivateKey(betweenKey);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(issuer, from, until, [3]);
        File.WriteAllText(folder["ca.crt"], authority.ExportCertificatePem());
        File.WriteAllText(folder["node.crt"], $"{certificate.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n");
        File.WriteAllText(folder["node.key"], key.ExportPkcs8PrivateKeyPem());
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
