namespace PolicyLedger.Server.Access;

/// <summary>What a caller may do. Every role may read.</summary>
internal enum Role
{
    Reader,

    /// <summary>May record, but neither erase nor adopt or revise codebooks.</summary>
    Recorder,

    /// <summary>May ask for the evidence of answers.</summary>
    Auditor,

    /// <summary>May do everything.</summary>
    Admin,
}

internal static class Roles
{
    /// <summary>Whether a role is enough where another is needed. Recorder and auditor do not stand in for each other.</summary>
    public static bool Allows(this Role role, Role needed) => needed == Role.Reader || role == needed || role == Role.Admin;
}
