using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PolicyLedger.Cli.Serving;

/// <summary>A server's certificate in PEM, as <c>--cert</c> and <c>--key</c> name it.</summary>
internal static class CertificateFiles
{
    /// <summary>The certificate with its private key, and those between it and its authority; null where none is named.</summary>
    /// <exception cref="RefusedException">The files are none.</exception>
    public static (X509Certificate2? Own, X509Certificate2Collection Chain) Read(string? cert, string? key)
    {
        if (cert is null)
            return key is null ? (null, []) : throw new RefusedException(Refusal.Invalid("--key", key, "a key goes with a certificate; name it with --cert"));
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(cert, key ?? cert);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(cert);
            chain.RemoveAt(0);

            // TLS on Windows needs a key that is stored.
            return (X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(Refusal.Invalid("--cert", cert, $"a PEM certificate and, with --key or in the same file, its private key ({e.Message})"), e);
        }
    }
}
