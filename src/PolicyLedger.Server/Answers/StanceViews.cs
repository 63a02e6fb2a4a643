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
            views.Add(StanceView.Of(report, books, await models.RestsOnAsync(report.Answer, cancellation)));
        return views;
    }
}
