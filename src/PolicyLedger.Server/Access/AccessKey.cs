namespace PolicyLedger.Server.Access;

/// <summary>An API key as the server keeps it: all but its secret.</summary>
/// <param name="Id">8 hexadecimal digits, never given twice.</param>
/// <param name="Name">Whose it is: the recorder's id that goes into events. Several keys may have one name, so that they can be changed.</param>
/// <param name="Role">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">Since when it is taken no more; null while it is.</param>
/// <param name="SecretSha256">Of the secret's characters, in lower-case hexadecimal.</param>
internal sealed record AccessKey(string Id, string Name, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, string SecretSha256)
{
    public Caller Caller => new(Name, Role, Id);
}

/// <summary>A key that was just made. <see cref="Text"/> is nowhere else.</summary>
internal sealed record NewAccessKey(AccessKey Key, KeyText Text);
