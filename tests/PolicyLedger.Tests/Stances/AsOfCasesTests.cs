using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Testing.Stances;
using Xunit;

namespace PolicyLedger.Tests.Stances;

/// <summary>The worked cases of the as-of rule. Whatever answers by the rule joins with one line.</summary>
public abstract class AsOfCasesTests
{
    public static TheoryData<string> Cases => new(AsOfCase.Names);

    protected abstract StanceAnswer Answer(IReadOnlyList<RecordedEvent> log, StanceQuestion question);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case(string name)
    {
        var worked = await AsOfCase.RunAsync(name);
        worked.Check(question => Answer(worked.Events, question));
    }
}

public sealed class ReferenceAsOfCasesTests : AsOfCasesTests
{
    protected override StanceAnswer Answer(IReadOnlyList<RecordedEvent> log, StanceQuestion question) => ReferenceAsOf.Answer(log, question);
}
