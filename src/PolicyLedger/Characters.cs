using System.Buffers;

namespace PolicyLedger;

/// <summary>Which characters an id or a text may hold.</summary>
internal static class Characters
{
    private static readonly SearchValues<char> Slug =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool ContainsOnly(this ReadOnlySpan<char> text, string allowed) => !text.ContainsAnyExcept(allowed);

    /// <summary>ASCII letters, digits, dot, underscore, hyphen.</summary>
    public static bool IsSlug(this ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Slug);

    /// <summary>The first character that no stored text may hold: a control character other than tab and line feed, or half of a surrogate pair.</summary>
    public static int? FirstForbidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(c) || (char.IsControl(c) && c is not ('\n' or '\t')))
                return i;
        }

        return null;
    }
}
