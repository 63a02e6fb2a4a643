using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventStore.Client;

/// <summary>Certificates with their keys, from PEM files.</summary>
internal static class CertificateFiles
{
    public static X509Certificate2 LoadWithKey(string certificateFile, string keyFile)
    {
        var loaded = X509Certificate2.CreateFromPemFile(Path.GetFullPath(certificateFile), Path.GetFullPath(keyFile));
        if (!OperatingSystem.IsWindows())
            return loaded;
        // Windows takes no key for TLS that lives in memory only.
        using (loaded)
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
    }

    public static bool IsUnreadable(Exception exception) =>
        exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
