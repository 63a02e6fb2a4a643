using System.CommandLine;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Cli.Serving;

/// <summary><c>node</c>: serves the ledger to EventStoreDB clients until it is told to stop.</summary>
internal static class NodeVerb
{
    public static Verb Create(Workplace place)
    {
        var listen = new Option<string>("--listen") { HelpName = "ADDRESS:PORT", Description = "Where to listen. Default: 127.0.0.1:2113. Port 0: any that is free; standard error says which.", DefaultValueFactory = _ => "127.0.0.1:2113" };
        var append = new Option<bool>("--allow-append") { Description = "Accept appends: to country-* and codebook-* what the commands would record, to any other stream anything. Without it, the node only reads." };
        var cert = new Option<string?>("--cert") { HelpName = "FILE", Description = "A PEM certificate, first, and those between it and the authority: then TLS." };
        var key = new Option<string?>("--key") { HelpName = "FILE", Description = "Its private key in PEM. Default: in the certificate's file." };
        var advertise = new Option<string?>("--advertise") { HelpName = "HOST:PORT", Description = "Where gossip says that this node is. Default: where it listens." };
        var verb = new Verb(
            place, "node", "Serve the ledger to EventStoreDB and KurrentDB clients, until stopped. It checks no passwords; --recorder stands for clients that give no user name (default: node).",
            "node --ledger policy-ledger.db", "node --listen 0.0.0.0:2113 --cert node.crt --key node.key --allow-append");
        foreach (var option in (Option[])[listen, append, cert, key, advertise])
            verb.Options.Add(option);
        return verb.Does(call =>
        {
            var (certificate, chain) = CertificateFiles.Read(call.Get(cert), call.Get(key));
            return ServeAsync(call, new NodeOptions(NodeOptions.ParseListen(call.Get(listen)!, listen.Name).OrThrow())
            {
                AllowAppend = call.Get(append),
                Certificate = certificate,
                Chain = chain,
                Recorder = call.RecorderOr("node"),
                Advertised = call.Get(advertise) is { } text ? NodeOptions.ParseAdvertised(text, advertise.Name).OrThrow() : null,
            });
        });
    }

    private static async Task<ExitCode> ServeAsync(Call call, NodeOptions options)
    {
        if (EventAdmission.RefuseRecorder(options.Recorder) is { } unknown)
            throw new RefusedException(unknown with { Field = call.Options.Recorder.Name });
        if (call.Ledger is not LedgerPlace.InFile ledger)
            throw new RefusedException(Refusal.Invalid(call.Options.Ledger.Name, call.Ledger.Name, "is a server already; a node serves a ledger's file"));
        await using var log = await SqliteEventLog.OpenAsync(ledger.Path, SqliteLogMode.MustExist, null, call.Cancellation);
        await using var node = await StartAsync(log, options, call);
        call.Note($"serving {ledger.Name} on {node.ConnectionString}, {(options.AllowAppend ? "reading and appending" : "reading only")}");
        await Task.Delay(Timeout.Infinite, call.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Ok;
    }

    private static async Task<LedgerNode> StartAsync(SqliteEventLog log, NodeOptions options, Call call)
    {
        try
        {
            return await LedgerNode.StartAsync(log, options, call.Here.Clock, call.Cancellation);
        }
        catch (Exception e) when (ListenFailure.Is(e))
        {
            throw ListenFailure.Explain(e, options.Listen.ToString());
        }
    }
}
