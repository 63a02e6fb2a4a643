using PolicyLedger.Log;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Hosting;

/// <summary>The ledger that a server serves. All of it stays the caller's, and MUST outlive the server.</summary>
/// <param name="Log">Its events.</param>
/// <param name="Models">Its read models.</param>
/// <param name="Beside">The path of a file of the audit, by how its name ends.</param>
/// <param name="KeepsErasedBytes">Whether bytes of erased texts are still in its files.</param>
internal sealed record ServedLedger(IEventLog Log, IReadModels Models, Func<string, string> Beside, Func<bool> KeepsErasedBytes);
