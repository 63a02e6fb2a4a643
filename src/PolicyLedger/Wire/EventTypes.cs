using System.Collections.Frozen;
using Newtonsoft.Json.Linq;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>
/// The stored names of events. A name is a public API: it never changes its meaning, and a new shape gets a new version
/// with an <see cref="Upcaster"/> from the one before.
/// </summary>
public sealed class EventTypes
{
    private readonly FrozenDictionary<string, Type> typeOf;
    private readonly FrozenDictionary<Type, string> nameOf;
    private readonly FrozenDictionary<string, Upcaster> upcasters;

    public EventTypes(IReadOnlyDictionary<string, Type> current, IEnumerable<Upcaster> upcasters)
    {
        typeOf = current.ToFrozenDictionary(StringComparer.Ordinal);
        nameOf = current.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
        this.upcasters = upcasters.ToFrozenDictionary(upcaster => upcaster.From, StringComparer.Ordinal);
    }

    /// <summary>Every event of this version of the program, and the upcasters from older ones.</summary>
    public static EventTypes Current { get; } = new(
        new Dictionary<string, Type>
        {
            ["policy-announced.v1"] = typeof(PolicyAnnounced),
            ["policy-amended.v1"] = typeof(PolicyAmended),
            ["policy-took-effect.v1"] = typeof(PolicyTookEffect),
            ["policy-suspended.v1"] = typeof(PolicySuspended),
            ["policy-resumed.v1"] = typeof(PolicyResumed),
            ["policy-ended.v1"] = typeof(PolicyEnded),
            ["statement-made.v1"] = typeof(StatementMade),
            ["cable-sent.v1"] = typeof(CableSent),
            ["cable-withdrawn.v1"] = typeof(CableWithdrawn),
            ["stance-coded.v1"] = typeof(StanceCoded),
            ["record-corrected.v1"] = typeof(RecordCorrected),
            ["record-retracted.v1"] = typeof(RecordRetracted),
            ["record-erased.v1"] = typeof(RecordErased),
            ["source-attached.v1"] = typeof(SourceAttached),
            ["source-checked.v1"] = typeof(SourceChecked),
            ["codebook-adopted.v1"] = typeof(CodebookAdopted),
            ["codebook-revised.v1"] = typeof(CodebookRevised),
        },
        []);

    public IEnumerable<string> Names => typeOf.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, Type>> All => typeOf.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public string NameOf(LedgerEvent ledgerEvent) => nameOf[ledgerEvent.GetType()];

    /// <summary>The version at the end of a stored name: 1 for <c>policy-ended.v1</c>.</summary>
    public static int VersionOf(string name) =>
        int.Parse(name.AsSpan(name.LastIndexOf(".v", StringComparison.Ordinal) + 2), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether a stored name is the one that somebody asks for, with its version or without: <c>policy-ended</c> is every version of it.</summary>
    public static bool IsNamed(string name, string asked) =>
        name.StartsWith(asked, StringComparison.Ordinal) && (name.Length == asked.Length || name.AsSpan(asked.Length).StartsWith(".v"));

    internal bool TryGetType(string name, out Type? type) => typeOf.TryGetValue(name, out type);

    internal bool TryGetUpcaster(string name, out Upcaster? upcaster) => upcasters.TryGetValue(name, out upcaster);
}

/// <summary>Turns the facts of one stored version into those of the next, purely.</summary>
/// <param name="From">The old stored name.</param>
/// <param name="To">The next one.</param>
/// <param name="Facts">May change and return its argument.</param>
public sealed record Upcaster(string From, string To, Func<JObject, JObject> Facts);
