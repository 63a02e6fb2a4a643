using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PolicyLedger.EventStoreDb.Tests.Faults;

/// <summary>A network between client and server that fails on demand: connections reset, frames cut in half, bytes swallowed or late.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly (string Host, int Port) server;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Link, bool> links = [];
    private readonly Task accepting;
    private volatile bool silent;
    private volatile int delay;
    private long budget = long.MaxValue;

    public FaultyProxy(string host, int port)
    {
        server = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many times a link was broken.</summary>
    public int Broken { get; private set; }

    /// <summary>Milliseconds by which every piece is late.</summary>
    public int Delay
    {
        set => delay = value;
    }

    /// <summary>Whether bytes are swallowed while the connections stay open.</summary>
    public bool Silent
    {
        set => silent = value;
    }

    /// <summary>Lets so many more bytes through, counting both ways, and then resets every connection: most often in the middle of a frame.</summary>
    public void CutAfter(int bytes) => Interlocked.Exchange(ref budget, bytes);

    public void Reset()
    {
        Broken++;
        Interlocked.Exchange(ref budget, long.MaxValue);
        foreach (var link in links.Keys)
            link.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Reset();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var link = new Link(await listener.AcceptSocketAsync(stop.Token), new Socket(SocketType.Stream, ProtocolType.Tcp));
            links.TryAdd(link, true);
            _ = Task.Run(() => ServeAsync(link));
        }
    }

    private async Task ServeAsync(Link link)
    {
        try
        {
            await link.Far.ConnectAsync(server.Host, server.Port, stop.Token);
            await Task.WhenAny(PumpAsync(link.Near, link.Far), PumpAsync(link.Far, link.Near));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A fault, as asked for.
        }
        finally
        {
            links.TryRemove(link, out _);
            link.Reset();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        while (await from.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
        {
            if (delay > 0)
                await Task.Delay(delay, stop.Token);
            if (silent)
                continue;
            var left = Interlocked.Add(ref budget, -count) + count;
            await to.SendAsync(buffer.AsMemory(0, (int)Math.Clamp(left, 0, count)), stop.Token);
            if (left <= count)
            {
                Reset();
                return;
            }
        }
    }

    private sealed record Link(Socket Near, Socket Far)
    {
        public void Reset()
        {
            foreach (var socket in (Socket[])[Near, Far])
            {
                // No farewell: the other side sees a reset.
                socket.Close(0);
            }
        }
    }
}
