namespace PolicyLedger.Recording;

/// <summary>
/// The facts of something that happened to the ledger: ids, codes, dates, grades. No free text and no names of private
/// persons, so that it never has to be erased; text stands beside it in an <see cref="EventText"/>.
/// </summary>
public abstract record LedgerEvent;

/// <summary>An event about a record, on its country's stream.</summary>
public abstract record RecordEvent(RecordId Record) : LedgerEvent;

/// <summary>An event that opens a record.</summary>
public abstract record OpeningEvent(RecordId Record, ValueList<SourceFacts> Sources) : RecordEvent(Record);

/// <summary>A later event about a record that can itself be corrected or retracted.</summary>
/// <param name="Record">The record.</param>
/// <param name="Entry">Its own id.</param>
public abstract record EntryEvent(RecordId Record, EntryId Entry) : RecordEvent(Record);
