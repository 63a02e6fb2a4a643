using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PolicyLedger.Server.Http;

/// <summary>The forms in which answers are sent.</summary>
internal enum Form
{
    Json,
    Csv,

    /// <summary>A line of JSON for each item.</summary>
    Jsonl,

    Parquet,

    /// <summary>A batch of CloudEvents 1.0 in JSON.</summary>
    CloudEvents,
}

/// <summary>Chooses among the forms of a resource: by <c>?format=</c>, else by <c>Accept</c> (RFC 9110).</summary>
internal static class Forms
{
    private static readonly Form[] All = Enum.GetValues<Form>();

    /// <summary>As <c>?format=</c> spells it.</summary>
    public static string NameOf(Form form) => form switch
    {
        Form.Json => "json",
        Form.Csv => "csv",
        Form.Jsonl => "jsonl",
        Form.Parquet => "parquet",
        _ => "cloudevents",
    };

    public static string TypeOf(Form form) => form switch
    {
        Form.Json => "application/json",
        Form.Csv => "text/csv",
        Form.Jsonl => "application/jsonl",
        Form.Parquet => "application/vnd.apache.parquet",
        _ => "application/cloudevents-batch+json",
    };

    /// <summary>With the parameters that are sent.</summary>
    public static string ContentTypeOf(Form form) => form switch
    {
        Form.Json => "application/json; charset=utf-8",
        Form.Csv => "text/csv; charset=utf-8; header=present",
        _ => TypeOf(form),
    };

    /// <summary>The form to answer in; null where <c>Accept</c> takes none of those offered.</summary>
    /// <param name="request">The request.</param>
    /// <param name="format">The <c>format</c> parameter, or null.</param>
    /// <param name="offered">What the resource has, the one that is sent unasked first.</param>
    /// <exception cref="RefusedException"><paramref name="format"/> names none of them.</exception>
    public static Form? Choose(HttpRequest request, string? format, params ReadOnlySpan<Form> offered)
    {
        if (format is not null)
        {
            foreach (var form in offered)
            {
                if (NameOf(form) == format)
                    return form;
            }

            throw new RefusedException(Refusal.Invalid("format", format, $"one of {string.Join(", ", offered.ToArray().Select(NameOf))}"));
        }

        var accept = request.Headers.Accept;
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is null or "" or "*/*"))
            return offered[0];
        if (!MediaTypeHeaderValue.TryParseList(accept, out var wanted))
            throw new RefusedException(Refusal.Invalid("Accept", accept.ToString(), "a list of media types, such as application/json, text/csv;q=0.5"));
        return Best(wanted, offered);
    }

    // Of the forms, the one that is wanted most; of several, the one that is offered first.
    private static Form? Best(IList<MediaTypeHeaderValue> wanted, ReadOnlySpan<Form> offered)
    {
        (Form Form, double Quality)? best = null;
        foreach (var form in offered)
        {
            if (QualityOf(TypeOf(form), wanted) is > 0 and var quality && !(quality <= best?.Quality))
                best = (form, quality);
        }

        return best?.Form;
    }

    // By the most specific range that matches it.
    private static double QualityOf(string type, IList<MediaTypeHeaderValue> wanted)
    {
        var (specific, quality) = (-1, 0.0);
        foreach (var range in wanted)
        {
            var how = range.MatchesAllTypes ? 0
                : range.MatchesAllSubTypes && type.StartsWith(range.Type + "/", StringComparison.OrdinalIgnoreCase) ? 1
                : range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? 2
                : -1;
            if (how > specific)
                (specific, quality) = (how, range.Quality ?? 1);
        }

        return quality;
    }

    /// <summary>The form of a media type; null for others.</summary>
    public static Form? Of(string mediaType) => All.Where(form => TypeOf(form) == mediaType).Select(form => (Form?)form).FirstOrDefault();
}
