using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace PolicyLedger.Server.Dashboard;

/// <summary>A file of the dashboard.</summary>
/// <param name="Bytes">Its contents.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Tag">A strong entity tag, made of its contents.</param>
internal sealed record Asset(ReadOnlyMemory<byte> Bytes, string ContentType, string Tag)
{
    public static Asset Of(string name, byte[] bytes) => new(bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}

/// <summary>The dashboard's files: those that the build put into the program, or those of a folder while it is worked on.</summary>
internal sealed class DashboardAssets
{
    /// <summary>An environment variable that names a folder from which they are read anew for each request.</summary>
    public const string FolderVariable = "POLICYLEDGER_DASHBOARD_FOLDER";

    private const string Prefix = "dashboard/", Page = "index.html", Missing = "missing.txt";

    private readonly FrozenDictionary<string, Asset> built = Read();
    private readonly string? folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? Path.GetFullPath(named) : null;

    /// <summary>The page of all views. Where the dashboard was not built, one that says so and why.</summary>
    public Asset Index() => Find(Page) ?? NotBuilt(Find(Missing) is { } why ? Encoding.UTF8.GetString(why.Bytes.Span).Trim() : "its files are not there.");

    /// <summary>A file by its path below the site; null where there is none.</summary>
    public Asset? Find(string path)
    {
        if (folder is null)
            return built.GetValueOrDefault(path);
        var file = Path.GetFullPath(Path.Combine(folder, path));
        return file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) ? Asset.Of(file, File.ReadAllBytes(file)) : null;
    }

    private static Asset NotBuilt(string why) => Asset.Of(Page, Encoding.UTF8.GetBytes(
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>PolicyLedger</title><h1>PolicyLedger</h1><p>This server was built without its dashboard: {System.Net.WebUtility.HtmlEncode(why)}</p><p>Everything it shows is in the HTTP API: <a href=\"/docs/\">/docs/</a>.</p></html>"));

    private static FrozenDictionary<string, Asset> Read()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Prefix.Length..], name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return Asset.Of(name, bytes.ToArray());
        });
    }
}
