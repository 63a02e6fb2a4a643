using System.Text.Json;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Access;

/// <summary>The file of API keys: read strictly, replaced at once or not at all, readable by its owner alone.</summary>
internal static class AccessKeyFile
{
    private const string Format = "policyledger-keys.v1";

    // Tens of thousands of keys.
    private const int MaxBytes = 16 << 20;

    private static readonly JsonSerializerOptions Strict = new(ServerJson.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true, NewLine = "\n" };

    /// <summary>Its keys in the order in which they were made; none where there is no file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="field">The setting that names it.</param>
    public static Result<IReadOnlyList<AccessKey>> Read(string path, string field)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
                return Damaged(field, path, $"is longer than {MaxBytes} bytes");
            if (JsonSerializer.Deserialize<Document>(file, Strict) is not { Format: Format } document)
                return Damaged(field, path, $"does not say that its format is {Format}");
            var (keys, ids) = (new List<AccessKey>(), new HashSet<string>());
            foreach (var line in document.Keys)
            {
                if (line is null)
                    return Damaged(field, path, $"has no key at keys[{keys.Count}]");
                if (!line.Read().TryGet(out var key, out var refusal))
                    return Damaged(field, path, refusal.Within($"keys[{keys.Count}]").Message);
                if (!ids.Add(key.Id))
                    return Damaged(field, path, $"has the id {key.Id} twice");
                keys.Add(key);
            }

            return Result.Of<IReadOnlyList<AccessKey>>(keys);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Result.Of<IReadOnlyList<AccessKey>>([]);
        }
        catch (JsonException e)
        {
            return Damaged(field, path, $"is no list of keys, at line {e.LineNumber + 1}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusal.Invalid(field, path, $"the file of keys cannot be read ({e.Message}); give it to the user that runs the server");
        }
    }

    /// <summary>Puts keys into the file.</summary>
    /// <exception cref="IOException">It cannot be written; it is as before.</exception>
    public static void Replace(string path, IReadOnlyList<AccessKey> keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        // A file left behind by a crash would keep its own mode.
        File.Delete(path + ".new");
        using (var file = new FileStream(path + ".new", options))
        {
            JsonSerializer.Serialize(file, new Document(Format, [.. keys.Select(Line.Of)]), Strict);
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static Refusal Damaged(string field, string path, string why) =>
        Refusal.Invalid(field, path, $"the file of keys is damaged: it {why}; put it right or restore it from a backup");

    private sealed record Document(string Format, IReadOnlyList<Line?> Keys);

    private sealed record Line(string Id, string Name, string Role, string CreatedAt, string? RevokedAt, string SecretSha256)
    {
        public static Line Of(AccessKey key) => new(key.Id, key.Name, Spelling.Of(key.Role), Iso.Write(key.CreatedAt), key.RevokedAt is { } at ? Iso.Write(at) : null, key.SecretSha256);

        public Result<AccessKey> Read()
        {
            if (!KeyText.IsId(Id))
                return Refusal.Invalid("id", Id, $"{KeyText.IdLength} lower-case hexadecimal digits");
            if (EventAdmission.RefuseRecorder(Name) is { } unfit)
                return unfit with { Field = "name" };
            if (!KeyText.IsHash(SecretSha256))
                return Refusal.Invalid("secretSha256", null, "64 lower-case hexadecimal digits");
            DateTimeOffset? revokedAt = null;
            if (RevokedAt is not null)
            {
                if (!Iso.Instant(RevokedAt, "revokedAt").TryGet(out var at, out var refusal))
                    return refusal;
                revokedAt = at;
            }

            return Spelling.Parse<Role>(Role, "role").Then(role =>
                Iso.Instant(CreatedAt, "createdAt").Map(createdAt => new AccessKey(Id, Name, role, createdAt, revokedAt, SecretSha256)));
        }
    }
}
