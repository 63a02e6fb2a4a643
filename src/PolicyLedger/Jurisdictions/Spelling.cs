using System.Text;

namespace PolicyLedger.Jurisdictions;

/// <summary>Names compared without regard to how they are spelt. Written out letter by letter, as Unicode normalisation is not there without ICU.</summary>
internal static class Spelling
{
    private const string Accented = "áàâäãåāçčćéèêëēíìîïīıñńóòôöõōøšśúùûüūýžź";
    private const string Plain = "aaaaaaaccceeeeeiiiiiinnooooooossuuuuuyzz";

    /// <summary>Small ASCII letters and single spaces: no accents or punctuation, no leading <c>the</c>, <c>and</c> for <c>&amp;</c>, <c>saint</c> for <c>St.</c></summary>
    public static string Key(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var given in name)
        {
            var c = given == 'İ' ? 'i' : char.ToLowerInvariant(given);
            if (c is '\'' or '’' or '.' or '*' || c is >= '\u0300' and <= '\u036f')
                continue;
            var accented = Accented.IndexOf(c);
            if (accented >= 0)
                key.Append(Plain[accented]);
            else if (c == '&')
                key.Append(" and ");
            else
                key.Append(char.IsLetterOrDigit(c) ? c : ' ');
        }
        var words = key.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "st" ? "saint" : word);
        return string.Join(' ', words.SkipWhile((word, index) => index == 0 && word == "the"));
    }

    /// <summary>How many letters are missing, too many, wrong, or swapped with their neighbour (optimal string alignment).</summary>
    public static int Slips(string a, string b)
    {
        var (before, above, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above, row) = (above, row, before);
        }
        return above[b.Length];
    }
}
