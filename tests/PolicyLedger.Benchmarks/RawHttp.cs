using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PolicyLedger.Benchmarks;

/// <summary>One keep-alive connection that asks and reads, and does as little else as can be, so that the server is what is measured.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];

    public static async Task<RawHttp> ConnectAsync(int port)
    {
        var client = new RawHttp();
        await client.socket.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    /// <summary>Sends a request and reads its answer; gives the length of the body.</summary>
    /// <exception cref="InvalidOperationException">It was not 200.</exception>
    public async ValueTask<int> AskAsync(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request, SocketFlags.None);
        var (have, head, body) = (0, -1, 0);
        while (head < 0 || have < head + body)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None);
            if (read == 0)
                throw new IOException("the server closed the connection");
            have += read;
            if (head < 0 && buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                (head, body) = (end + 4, LengthIn(buffer.AsSpan(0, end)));
        }

        return body;
    }

    public void Dispose() => socket.Dispose();

    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.ASCII.GetString(head));
        var at = head.IndexOf("Content-Length: "u8) + "Content-Length: "u8.Length;
        var length = head[at..];
        return int.Parse(Encoding.ASCII.GetString(length.IndexOf((byte)'\r') is >= 0 and var end ? length[..end] : length), CultureInfo.InvariantCulture);
    }
}
