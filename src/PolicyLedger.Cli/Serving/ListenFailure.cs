using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using PolicyLedger.Log;

namespace PolicyLedger.Cli.Serving;

/// <summary>Why a server cannot listen where it is to.</summary>
internal static class ListenFailure
{
    public static bool Is(Exception e) => e is AddressInUseException or SocketException or IOException { InnerException: AddressInUseException or SocketException };

    public static StoreException Explain(Exception e, string listen)
    {
        var why = (e.InnerException ?? e) is AddressInUseException || e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
            ? "another program listens there; stop it, or name another port with --listen (0: any that is free)"
            : $"this machine cannot listen there ({(e.InnerException ?? e).Message}); name another address with --listen";
        return new(StoreFault.Unreachable, $"{listen}: {why}", e);
    }
}
