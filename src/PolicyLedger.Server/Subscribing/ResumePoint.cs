using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Subscribing;

/// <summary>After which position a client wants to go on.</summary>
internal static class ResumePoint
{
    /// <summary>What the header says, which browsers send as they reconnect; else the parameter; else the end. -1 is the beginning.</summary>
    public static Result<long> Read(HttpRequest request, long end)
    {
        var (field, text) = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? ("Last-Event-ID", last) : ("after", request.Query["after"].ToString());
        if (text.Length == 0 && !request.Query.ContainsKey("after"))
            return end;
        if (text == "-1")
            return -1;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            return Refusal.Invalid(field, text, "is no position: load the state again, then follow from its position");
        return after <= end
            ? after
            : Refusal.Invalid(field, text, $"is beyond the log's end, {end}: it is not of this ledger, or of a state of it that is gone; load the state again, then follow from its position");
    }
}
