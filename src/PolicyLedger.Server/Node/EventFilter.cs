using System.Text.RegularExpressions;
using PolicyLedger.Sqlite.Log;
using FilterOptions = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types.FilterOptions;

namespace PolicyLedger.Server.Node;

/// <summary>Which events of $all a client wants: by prefixes or a regular expression, of the stream's name or the type.</summary>
internal sealed class EventFilter
{
    private const int LongestRegex = 4096;

    // What a client's expression may cost for one name, if it is one that has to backtrack.
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromMilliseconds(100);

    private readonly bool byStream;
    private readonly Regex? regex;
    private readonly string[] prefixes;

    private EventFilter(bool byStream, Regex? regex, string[] prefixes) => (this.byStream, this.regex, this.prefixes) = (byStream, regex, prefixes);

    /// <summary>Reads a filter, or refuses it with INVALID_ARGUMENT.</summary>
    public static EventFilter Of(FilterOptions options)
    {
        var (byStream, expression) = options.FilterCase switch
        {
            FilterOptions.FilterOneofCase.StreamIdentifier => (true, options.StreamIdentifier),
            FilterOptions.FilterOneofCase.EventType => (false, options.EventType),
            _ => throw NodeFailures.Invalid("filter", null, "by stream_identifier or event_type"),
        };
        if (expression.Regex.Length > 0)
            return new(byStream, Compile(expression.Regex), []);
        return expression.Prefix.Count > 0
            ? new(byStream, null, [.. expression.Prefix])
            : throw NodeFailures.Invalid("filter", null, "a regex, or at least one prefix");
    }

    public bool Takes(PlacedEvent e)
    {
        var name = byStream ? e.Stream : e.Type;
        if (regex is null)
            return Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        try
        {
            return regex.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            throw NodeFailures.Invalid("filter.regex", regex.ToString(), $"it takes longer than {RegexTimeout.TotalMilliseconds} ms for '{name}'; write a simpler one");
        }
    }

    private static Regex Compile(string pattern)
    {
        if (pattern.Length > LongestRegex)
            throw NodeFailures.Invalid("filter.regex", pattern, $"at most {LongestRegex} characters");
        try
        {
            try
            {
                return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, RegexTimeout);
            }
            catch (NotSupportedException)
            {
                return new(pattern, RegexOptions.CultureInvariant, RegexTimeout);
            }
        }
        catch (ArgumentException e)
        {
            throw NodeFailures.Invalid("filter.regex", pattern, e.Message);
        }
    }
}
