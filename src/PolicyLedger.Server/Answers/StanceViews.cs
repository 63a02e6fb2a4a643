using PolicyLedger.Stances;

namespace PolicyLedger.Server.Answers;

/// <summary>Makes views of reports.</summary>
internal static class StanceViews
{
    /// <summary>Reports with the events that each rests on.</summary>
    public static async Task<IReadOnlyList<StanceView>> OfAsync(IReadModels models, IReadOnlyList<StanceReport> reports, CancellationToken cancellation)
    {
        var views = new List<StanceView>();
        if (reports.Count == 0)
            return views;
        var books = await models.BooksAsync(reports[0].Answer.Question.At, cancellation);
        foreach (var report in reports)
            views.Add(StanceView.Of(report, books, await RestsOnAsync(models, report.Answer, cancellation)));
        return views;
    }

    // Sources attached or checked and erased text change no answer, so no answer rests on them.
    private static async Task<long[]> RestsOnAsync(IReadModels models, StanceAnswer answer, CancellationToken cancellation)
    {
        if (answer.Winner is not { } winner)
            return [];
        var positions = new List<long>();
        await foreach (var version in models.VersionsAsync(winner.Record, answer.Question.At, cancellation))
        {
            if (version.KnownAt <= answer.Question.KnownAt && version.Type is not ("source-attached.v1" or "source-checked.v1" or "record-erased.v1"))
                positions.Add(version.Position);
        }

        return [.. positions];
    }
}
