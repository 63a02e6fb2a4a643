using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>Kits that the program made and that somebody changed: each is refused, for the right reason.</summary>
public sealed class HostileKitTests : IDisposable
{
    private const int Seed = 20_261;

    private readonly TestLedger ledger = new TestLedger().Recorded();

    public void Dispose() => ledger.Dispose();

    [Fact]
    public void Every_bit_counts()
    {
        var (chance, told) = (new Random(Seed), 0);
        foreach (var (name, kit) in Kits())
            told += Refused(FlippedBits.Of(kit, name, chance, 40));
        Assert.True(told >= 700, $"{told} mutations");
    }

    [Fact]
    public void No_event_can_be_withheld_repeated_or_moved()
    {
        var told = Kits().Sum(kit => Refused(WithheldEvents.Of(kit.Kit, kit.Name)));
        Assert.True(told >= 200, $"{told} mutations");
    }

    [Fact]
    public void No_proof_can_be_forged()
    {
        var chance = new Random(Seed);
        var told = Kits().Sum(kit => Refused(ForgedProofs.Of(kit.Kit, kit.Name, chance)));
        Assert.True(told >= 500, $"{told} mutations");
    }

    [Fact]
    public void No_member_of_an_answer_can_be_altered()
    {
        var told = Kits().Sum(kit => Refused(AlteredAnswers.Of(kit.Kit, kit.Name)));
        var known = ledger.Kit("DEU --area oxcgrt:C8 --on 2021-06-15");
        told += Refused(AlteredAnswers.Questions(known, "known", Checkpoint.Open(known.Files[EvidenceKit.Checkpoint].Span, "x", ledger.Key).OrThrow().Size));
        Assert.True(told >= 300, $"{told} mutations");
    }

    [Fact]
    public void What_is_said_has_one_spelling_and_texts_are_those_that_were_recorded()
    {
        var told = Kits().Sum(kit => Refused(OtherSpellings.Of(kit.Kit, kit.Name)));
        Assert.True(told >= 400, $"{told} mutations");
    }

    [Fact]
    public void Only_the_pinned_key_signs()
    {
        var thief = SigningKey.Create(ledger.Key.Name, "name", [.. Enumerable.Repeat((byte)7, 32)]).OrThrow();
        var other = ledger.Kit("DEU --area oxcgrt:C8").Text(EvidenceKit.Checkpoint);
        ledger.Record("check-source DEU-year --source 1 --on 2026-01-01 --finding changed");
        var told = Kits().Sum(kit => Refused(MixedHistories.Signatures(kit.Kit, kit.Name, thief, other)));
        Assert.True(told >= 150, $"{told} mutations");
        foreach (var (_, kit) in Kits())
        {
            Assert.Equal(EvidenceFault.Signature, EvidenceCheck.Run(kit, null, thief.Verifier).Broken?.Fault);
            Assert.Equal(EvidenceFault.Signature, EvidenceCheck.Run(kit, null, []).Broken?.Fault);
            Assert.Null(EvidenceCheck.Run(kit, null, thief.Verifier, ledger.Key).Broken);
        }
    }

    [Fact]
    public void Parts_of_an_older_kit_do_not_pass_in_a_newer_one()
    {
        const string Question = "DEU --area oxcgrt:C8 --on 2021-06-15 --known-at 2026-06-01T00:00:00Z";
        var earlier = ledger.Kit(Question);
        ledger.Record("retract DEU-month --reason wrong");
        ledger.Record("retract FRA-f --reason wrong");
        var later = ledger.Kit(Question);
        Assert.NotEqual(earlier.Text(EvidenceKit.Answer), later.Text(EvidenceKit.Answer));
        var mixed = MixedHistories.Of(earlier, later).ToList();
        Assert.Equal(29, Refused(mixed.Where(one => !one.Right).Select(one => one.Mutation)));
        Assert.Null(EvidenceCheck.Run(mixed.Single(one => one.Right).Mutation.Kit, null, ledger.Key).Broken);
    }

    [Fact]
    public void Files_are_all_there_and_nothing_else_is()
    {
        foreach (var (name, kit) in Kits())
        {
            Refused(EvidenceKit.Names.Select(file => new Mutation($"{name}: without {file}", kit.Without(file), [EvidenceFault.Files], file)));
            Refused(new[] { "notes.txt", "events.jsonl.gz", "CHECKPOINT" }.Select(file => new Mutation($"{name}: with {file}", kit.With(file, ""), [EvidenceFault.Files], file)));
            Refused(EvidenceKit.Names.Where(file => file != EvidenceKit.Checkpoint && kit.Files[file].Length > 0).SelectMany(file => new[]
            {
                new Mutation($"{name}: {file} behind a byte order mark", kit.With(file, "\ufeff" + kit.Text(file)), [EvidenceFault.Form], file),
                new Mutation($"{name}: {file} with a line of 64 levels and more", kit.With(file, new string('[', 100_000) + "\n"), [EvidenceFault.Form], file),
                new Mutation($"{name}: {file} not in UTF-8", kit.With(file, (byte[])[.. "{\"position\":\""u8, 0xff, .. "\"}\n"u8]), [EvidenceFault.Form], file),
            }));
        }
    }

    [Fact]
    public void A_bit_of_the_question_turned_over_asks_something_else_or_nothing()
    {
        var kit = ledger.Kit("DEU --area oxcgrt:C8 --on 2021-06-15");
        var text = kit.Text(EvidenceKit.Answer);
        var asked = EvidenceCheck.Run(kit, null, ledger.Key).Derived!.Question;
        for (var at = text.IndexOf("\"question\":", StringComparison.Ordinal); text[at] != '}'; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var bytes = kit.Files[EvidenceKit.Answer].ToArray();
                bytes[at] ^= (byte)(1 << bit);
                var report = EvidenceCheck.Run(kit.With(EvidenceKit.Answer, bytes), null, ledger.Key);
                Assert.True(report.Broken is not null || report.Derived!.Question != asked, $"bit {bit} of byte {at}");
            }
        }
    }

    private IEnumerable<(string Name, EvidenceKit Kit)> Kits()
    {
        yield return ("known", ledger.Kit("DEU --area oxcgrt:C8 --on 2021-06-15"));
        yield return ("towards a target", ledger.Kit("DEU --area migration:asylum --target SYR --on 2026-01-20"));
        yield return ("from the general one", ledger.Kit("DEU --area migration:asylum --target AFG --on 2026-01-20 --basis declared"));
        yield return ("nothing known", ledger.Kit("ESP --area visa:requirement --on 2026-01-20"));
    }

    /// <summary>Sees to it that the first reason that the check gives is a right one; how many there were.</summary>
    private int Refused(IEnumerable<Mutation> mutations)
    {
        var (told, wrong) = (0, new List<string>());
        foreach (var mutation in mutations)
        {
            told++;
            var broken = EvidenceCheck.Run(mutation.Kit, mutation.Kept, ledger.Key).Broken;
            if (broken is null || !mutation.Faults.Contains(broken.Fault) || (mutation.File is { } file && broken.File != file) || (mutation.Line is { } line && broken.Line != line))
                wrong.Add($"{mutation.Name}: expected {string.Join(" or ", mutation.Faults)}, was {broken?.Fault.ToString() ?? "proven"} ({broken?.Message})");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {told}:\n{string.Join('\n', wrong.Take(20))}");
        return told;
    }
}
