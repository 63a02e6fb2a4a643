namespace PolicyLedger.Server.Http;

/// <summary>
/// A kind of problem that the API answers with (RFC 9457). The type is stable: programs may tell kinds apart by it, and
/// <c>GET</c> on it gives the explanation.
/// </summary>
/// <param name="Name">The last part of the type, <c>invalid-input</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The same for every problem of the kind.</param>
/// <param name="Meaning">For a person: what it means, and what to do.</param>
internal sealed record ProblemKind(string Name, int Status, string Title, string Meaning)
{
    public static readonly ProblemKind
        InvalidInput = new("invalid-input", 400, "The request breaks a rule", "A parameter, a header or a field of the body breaks a rule. errors names each with its value and the rule; the same request will always be refused."),
        NotSignedIn = new("not-signed-in", 401, "A key or a token is needed", "This server is asked with an API key or a token: Authorization: Bearer … . The one given is missing, unknown, expired or revoked."),
        NotAllowed = new("not-allowed", 403, "The role does not allow it", "The key or token is good, and its role does not allow this request."),
        ForeignOrigin = new("foreign-origin", 403, "Pages of other sites may not do this", "The request comes from a web page of another origin. Its origin has to be among those that the server allows."),
        NotFound = new("not-found", 404, "There is no such thing", "The path, or what it names, does not exist as known at the time and position asked for."),
        NoSuchMethod = new("no-such-method", 405, "The path does not take this method", "Allow says which methods the path takes."),
        NotAcceptable = new("not-acceptable", 406, "No form that is accepted", "None of the media types in Accept is one that this resource has."),
        Conflict = new("conflict", 409, "The ledger's state does not allow it", "The command is well formed, and the ledger as it stands does not allow it. Look again, then decide."),
        RevisionChanged = new("revision-changed", 412, "The stream has moved on", "If-Match named a revision, and the stream's last one is another. Nothing was written: read the stream, then decide again."),
        TooLarge = new("too-large", 413, "The body is too large", "The body is longer than the server takes."),
        UriTooLong = new("uri-too-long", 414, "The address is too long", "The address is longer than the server takes."),
        UnsupportedMediaType = new("unsupported-media-type", 415, "The body is of another type than is taken", "Commands are sent as application/json in UTF-8, without a content encoding."),
        ForeignHost = new("foreign-host", 421, "The request is for another host", "The Host header names a host that is not among this server's names."),
        KeyReused = new("key-reused", 422, "The command id was used for something else", "The Idempotency-Key, or commandId, was used before for other content. A new command wants a new one."),
        TooManyRequests = new("too-many-requests", 429, "Too many requests", "Retry-After says in how many seconds to try again."),
        Unexpected = new("unexpected", 500, "Something went wrong that should not", "A fault of the server, and nothing that the request did. Its log tells more under the trace id."),
        StoreDamaged = new("store-damaged", 500, "The ledger's files are damaged", "The store says that its files are not what they should be. Nothing was written. The operator's runbook says what to do."),
        StoreUnreachable = new("store-unreachable", 503, "The store cannot be reached", "The ledger's store is not there, locked or full. Try again when that is mended."),
        NotThereYet = new("not-there-yet", 503, "The position is not there yet", "minPosition names a position that the ledger did not reach while the request waited. Try again."),
        Stopping = new("stopping", 503, "The server is stopping", "The server is being stopped. Try again when it is back.");

    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        InvalidInput, NotSignedIn, NotAllowed, ForeignOrigin, NotFound, NoSuchMethod, NotAcceptable, Conflict, RevisionChanged, TooLarge, UriTooLong,
        UnsupportedMediaType, ForeignHost, KeyReused, TooManyRequests, Unexpected, StoreDamaged, StoreUnreachable, NotThereYet, Stopping,
    ];

    /// <summary>A reference relative to the server: the same on every server.</summary>
    public string Type => "/problems/" + Name;
}
