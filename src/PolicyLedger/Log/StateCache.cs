using System.Collections.Immutable;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>
/// Folded streams, kept between commands and read on from the revision that was kept. Bounded: when the kept countries hold
/// more than <see cref="MaxRecords"/> records (about a kilobyte each), those used longest ago are dropped and read again when needed.
/// </summary>
internal sealed class StateCache(IEventLog log, EventCodec codec)
{
    public const int MaxRecords = 1_000_000;

    private const int ReadTogether = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (CountryState State, long Used)> countries = [];
    private ImmutableDictionary<string, BookState> books = ImmutableDictionary<string, BookState>.Empty;
    private long uses, records;

    /// <summary>Everything that the commands' decisions may look at, up to date.</summary>
    public async ValueTask<OpenStates> OpenAsync(IReadOnlyList<Command> commands, CancellationToken cancellation)
    {
        // Together, as a log on a server asks it once for all that are read at the same time.
        var states = new Dictionary<Jurisdiction, CountryState>();
        foreach (var some in commands.OfType<CountryCommand>().SelectMany(command => command.Concerns).Distinct().Chunk(ReadTogether))
        {
            foreach (var (jurisdiction, state) in some.Zip(await Task.WhenAll(some.Select(about => CountryAsync(about, cancellation).AsTask()))))
                states.Add(jurisdiction, state);
        }

        var codebooks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            if (command is CodebookCommand book)
                codebooks.Add(book.Codebook);
            if (command is CountryCommand about)
                codebooks.UnionWith(about.AreasUsed.Select(area => area.Codebook));
            if (command is EntryCommand entry && states[entry.Record.Jurisdiction].Records.TryGetValue(entry.Record, out var record))
                codebooks.UnionWith(record.Areas().Select(area => area.Codebook));
        }

        return new(states, await ReadBooksAsync(codebooks, cancellation));
    }

    public async ValueTask<CountryState> CountryAsync(Jurisdiction jurisdiction, CancellationToken cancellation)
    {
        var stream = Streams.Of(jurisdiction);
        CountryState state;
        lock (gate)
            state = countries.TryGetValue(stream, out var kept) ? kept.State : CountryState.Empty(jurisdiction);
        var builder = state.Records.ToBuilder();
        await foreach (var stored in log.ReadStreamAsync(stream, state.Revision + 1, cancellation))
        {
            var recorded = codec.Decode(stored);
            var about = ((RecordEvent)recorded.Event).Record;
            builder[about] = RecordState.Evolve(builder.GetValueOrDefault(about), recorded);
            state = state with { Revision = recorded.Revision, LastRecordedAt = recorded.Metadata.RecordedAt };
        }

        state = state with { Records = builder.ToImmutable() };
        Keep(stream, state);
        return state;
    }

    public async ValueTask<CodebookShelf> BooksAsync(IEnumerable<string> codebooks, CancellationToken cancellation) =>
        CodebookShelf.Of((await ReadBooksAsync(codebooks, cancellation)).Values.Select(book => book.Shelf));

    public async ValueTask<long> BookRevisionAsync(string codebook, CancellationToken cancellation) =>
        (await ReadBooksAsync([codebook], cancellation))[codebook].Revision;

    /// <summary>Keeps what a successful append recorded, so that the next command does not read it again.</summary>
    public void Keep(IReadOnlyList<RecordedEvent> recorded)
    {
        foreach (var stream in recorded.Where(e => e.Event is RecordEvent).GroupBy(e => e.Stream))
        {
            CountryState state;
            lock (gate)
            {
                if (!countries.TryGetValue(stream.Key, out var kept))
                    continue;
                state = kept.State;
            }

            foreach (var e in stream.SkipWhile(e => e.Revision <= state.Revision))
            {
                // Without a position it has no place among those known at the same time: it is read once it has one.
                if (e.Revision != state.Revision + 1 || e.Position < 0)
                    break;
                state = CountryState.Evolve(state, e);
            }

            Keep(stream.Key, state);
        }
    }

    private async ValueTask<Dictionary<string, BookState>> ReadBooksAsync(IEnumerable<string> codebooks, CancellationToken cancellation)
    {
        var found = new Dictionary<string, BookState>();
        foreach (var codebook in codebooks)
        {
            var state = books.GetValueOrDefault(codebook, BookState.Empty);
            await foreach (var stored in log.ReadStreamAsync(Streams.OfCodebook(codebook), state.Revision + 1, cancellation))
                state = state.With(codec.Decode(stored));
            ImmutableInterlocked.AddOrUpdate(ref books, codebook, state, (_, kept) => kept.Revision > state.Revision ? kept : state);
            found.Add(codebook, state);
        }

        return found;
    }

    private void Keep(string stream, CountryState state)
    {
        lock (gate)
        {
            if (countries.TryGetValue(stream, out var kept) && kept.State.Revision > state.Revision)
                return;
            records += state.Records.Count - (kept.State?.Records.Count ?? 0);
            countries[stream] = (state, ++uses);
            while (countries.Count > 1 && records > MaxRecords)
            {
                var (oldest, dropped) = countries.MinBy(c => c.Value.Used);
                countries.Remove(oldest);
                records -= dropped.State.Records.Count;
            }
        }
    }
}

/// <summary>A codebook's stream, folded.</summary>
internal sealed record BookState(long Revision, DateTimeOffset LastRecordedAt, CodebookShelf Shelf)
{
    public static BookState Empty { get; } = new(-1, DateTimeOffset.MinValue, CodebookShelf.Empty);

    public BookState With(RecordedEvent recorded) =>
        new(recorded.Revision, recorded.Metadata.RecordedAt, Shelf.With(recorded.Event, recorded.Position < 0 ? long.MaxValue : recorded.Position));
}
