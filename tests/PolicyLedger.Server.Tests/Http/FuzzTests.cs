using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

/// <summary>Random and mutated requests, from a seed that is printed: none may bring the server to a fault, to a stand, or to its memory's end.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Requests = 20_000, RawRequests = 1_000, Together = 8, CheckedOneIn = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task No_request_brings_the_server_to_a_fault()
    {
        var seed = Environment.GetEnvironmentVariable("POLICYLEDGER_FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"POLICYLEDGER_FUZZ_SEED={seed}");
        await using var server = await TestServer.StartAsync((_, options) => options with { Patience = TimeSpan.Zero, HeavyReads = 64 });
        var requests = new RequestMaker(server.Check.Document);
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = server.Address, Timeout = Longest };
        var (statuses, faults) = (new ConcurrentDictionary<int, int>(), new ConcurrentQueue<string>());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = Together }, async (number, cancellation) =>
        {
            var random = new Random(unchecked(seed + number));
            using var request = requests.Make(random);
            var line = $"{number}: {request.Method} {request.RequestUri}";
            try
            {
                var client = number % CheckedOneIn == 0 ? server.Client : plain;
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                var status = (int)response.StatusCode;
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
                    return;
                var body = await response.Content.ReadAsStringAsync(cancellation);
                if (status >= 500 && !(status == 503 && body.Contains("/problems/not-there-yet", StringComparison.Ordinal)))
                    faults.Enqueue($"{line} gave {status}: {body}");
                else if (status >= 400 && response.Content.Headers.ContentType?.MediaType != "application/problem+json" && request.Method != HttpMethod.Head && !(status is 400 or 414 or 431 && body.Length == 0 && response.Headers.ConnectionClose == true))
                    faults.Enqueue($"{line} gave {status} {response.Content.Headers.ContentType}: {body}");
            }
            catch (Exception e) when (e is TaskCanceledException or HttpRequestException or Xunit.Sdk.XunitException)
            {
                faults.Enqueue($"{line}: {e.Message}");
            }
        });
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{Requests} requests: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} × {s.Key}"))}; the heap grew by {grown >> 20} MiB");
        Assert.True(faults.IsEmpty, $"{faults.Count} of them: {string.Join('\n', faults.Take(20))}");
        Assert.True(statuses.ContainsKey(200) && statuses.ContainsKey(201) && statuses.ContainsKey(400) && statuses.ContainsKey(404), "the requests reach nothing");
        Assert.InRange(grown, long.MinValue, 256L << 20);
        await server.GetAsync("/healthz/live");
    }

    [Fact]
    public async Task No_bytes_on_the_wire_do_either()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var server = await TestServer.StartAsync();
        var random = new Random(seed);
        for (var i = 0; i < RawRequests; i++)
        {
            var bytes = Encoding.UTF8.GetBytes($"GET /v1/stances/DEU?on=2025-11-30 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nIf-None-Match: \"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            for (var change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(bytes.AsMemory(0, random.Next(1, bytes.Length + 1)));
            client.Client.Shutdown(SocketShutdown.Send);
            using var answer = new StreamReader(stream, Encoding.Latin1);
            try
            {
                var first = await answer.ReadLineAsync().WaitAsync(Longest);
                Assert.False(first?.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) == true && !first.Contains("505", StringComparison.Ordinal), $"{i}: {Encoding.Latin1.GetString(bytes)} gave {first}");
            }
            catch (IOException)
            {
                // The connection was reset, which is an answer too.
            }
        }

        await server.GetAsync("/healthz/live");
    }

    /// <summary>Makes requests from the description of the API: mostly of its shape, with some of it wrong.</summary>
    private sealed class RequestMaker(JsonObject document)
    {
        private static readonly string[] Words =
        [
            "DEU", "GBR", "USA", "SYR", "de", "Germany", "ATL", "-", "migration:asylum", "migration:asylum.recognition", "oxcgrt:C8", "visa:requirement", "nobook:x", ":", "2025-11-30", "2025-11-31", "0001-01-01",
            "9999-12-31", "2025-11-30T00:00:00Z", "2025-11-30T00:00:00+14:00", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "-1", "0", "1", "7", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e9", "inForce", "declared",
            "json", "csv", "jsonl", "parquet", "cloudevents", "GBR-2025-asylum-overhaul", "DEU-2025-syria-recognition", "country-DEU", "codebook-migration", "country-", "policy-announced.v1", "cable-sent", "", " ", "%", "%00", "..", "../..", "%2e%2e",
            "<script>", "' OR 1=1 --", "\u0000", "\u202E", "\uD800", "ﬀ", "💥", "000", "x001/234", "000.p/7", "000.p/257", "x999/x999/x999/x999/x999/x999/x999", "DEU~migration:asylum~", "~~", "a~b", "null", "[]", "{}", "true",
        ];

        // Most of the time what the name asks for, so that requests come through to the ledger.
        private static readonly Dictionary<string, string[]> Fitting = new()
        {
            ["jurisdiction"] = ["DEU", "GBR", "USA", "SYR", "Germany", "FRA"],
            ["target"] = ["SYR", "AFG", "DEU"],
            ["area"] = ["migration:asylum", "migration:asylum.recognition", "oxcgrt:C8", "visa:requirement"],
            ["record"] = ["GBR-2025-asylum-overhaul", "DEU-2025-syria-recognition"],
            ["stream"] = ["country-DEU", "country-USA", "codebook-migration"],
            ["codebook"] = ["migration", "visa"],
            ["on"] = ["2025-11-30", "2021-05-01", "1900-01-01", "9998-12-31"],
            ["from"] = ["2025-11-01", "2021-01-01", "9999-12-30"],
            ["until"] = ["2025-12-01", "2026-01-01", "9999-12-31"],
            ["fromOn"] = ["2020-01-01", "2025-11-01", "9999-12-31"],
            ["knownAt"] = ["2025-11-30T00:00:00Z", "2099-01-01T00:00:00+02:00"],
            ["fromKnownAt"] = ["2020-01-01T00:00:00Z"],
            ["at"] = ["-1", "0", "3", "7", "1000000"],
            ["after"] = ["-1", "0", "3", "7"],
            ["limit"] = ["1", "3", "1000"],
            ["position"] = ["0", "1", "7"],
            ["size"] = ["0", "1", "7"],
            ["entry"] = ["1", "2"],
            ["basis"] = ["inForce", "declared"],
            ["rule"] = ["1"],
            ["minPosition"] = ["0", "3"],
            ["format"] = ["json", "csv", "jsonl", "cloudevents", "parquet"],
            ["type"] = ["policy-announced.v1", "cable-sent"],
            ["kind"] = ["policy-announced.v1", "cable-sent"],
            ["name"] = ["policy-announced.v1"],
            ["recoding"] = ["true", "false"],
        };

        private static readonly string[] Types = ["*/*", "application/json", "text/csv", "application/jsonl", "application/cloudevents-batch+json", "image/png", "text/*;q=0.1", ";;;", "application/json;q=2", "text/event-stream"];

        private readonly List<(string Path, JsonObject Item)> paths = document["paths"]!.AsObject().Select(path => (path.Key, path.Value!.AsObject())).ToList();

        private readonly List<(string Name, string Json)> commands = Directory.GetFiles(Path.Combine(RepositoryFolder(), "schemas", "examples", "commands"))
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject()).Select(json => ((string)json["command"]!, json.ToJsonString())).ToList();

        public HttpRequestMessage Make(Random random)
        {
            if (random.Next(10) == 0)
                return Record(random);
            var (path, item) = paths[random.Next(paths.Count)];
            var method = random.Next(20) == 0 ? new[] { "DELETE", "PUT", "PATCH", "OPTIONS", "HEAD", "TRACE", "QUERY" }[random.Next(7)] : item.Select(operation => operation.Key).First(name => name is "get" or "post").ToUpperInvariant();
            var address = new StringBuilder();
            foreach (var segment in path.Split('/').Skip(1))
                address.Append('/').Append(segment.StartsWith('{') ? Uri.EscapeDataString(Value(random, segment.Trim('{', '}'))) : segment);
            var separator = '?';
            foreach (var parameter in (item[method.ToLowerInvariant()]?["parameters"]?.AsArray() ?? []).Where(p => (string)p!["in"]! == "query"))
            {
                if (random.Next(3) != 0)
                    continue;
                address.Append(separator).Append((string)parameter!["name"]!).Append('=').Append(random.Next(40) == 0 ? Garbled(random) : Uri.EscapeDataString(Value(random, (string)parameter["name"]!)));
                separator = '&';
            }

            if (random.Next(12) == 0)
                address.Append(separator).Append(Uri.EscapeDataString(Word(random))).Append('=').Append(Garbled(random));
            var request = new HttpRequestMessage(new(method), new Uri(address.ToString(), UriKind.Relative));
            Header(random, request, "Accept", Types[random.Next(Types.Length)]);
            Header(random, request, "If-None-Match", new[] { "*", "\"x\"", "W/\"x\"", "x", "\"a\", \"b\"" }[random.Next(5)]);
            Header(random, request, "Accept-Datetime", new[] { "Thu, 01 Jul 2021 00:00:00 GMT", "yesterday", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT" }[random.Next(4)]);
            Header(random, request, "Last-Event-ID", Word(random).Replace('\0', '0'));
            Header(random, request, "Accept-Encoding", new[] { "gzip", "br", "identity;q=0", "x" }[random.Next(4)]);
            Header(random, request, "Range", "bytes=0-1");
            if (method is "POST" or "PUT" or "PATCH")
                request.Content = new StringContent(Word(random), Encoding.UTF8, "application/json");
            return request;
        }

        private HttpRequestMessage Record(Random random)
        {
            var (name, json) = commands[random.Next(commands.Count)];
            var body = Encoding.UTF8.GetBytes(json);
            switch (random.Next(4))
            {
                case 0:
                    for (var change = random.Next(1, 5); change > 0; change--)
                        body[random.Next(body.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    body = body[..random.Next(body.Length)];
                    break;
                case 2:
                    var members = JsonNode.Parse(json)!.AsObject();
                    var member = members.ElementAt(random.Next(members.Count)).Key;
                    members[member] = random.Next(3) switch { 0 => JsonValue.Create(Word(random)), 1 => new JsonArray(1, "x", null), _ => null };
                    members.Remove("knownAt");
                    body = Encoding.UTF8.GetBytes(members.ToJsonString());
                    break;
                default:
                    var whole = JsonNode.Parse(json)!.AsObject();
                    whole.Remove("recorder");
                    whole.Remove("knownAt");
                    body = Encoding.UTF8.GetBytes(whole.ToJsonString());
                    break;
            }

            var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/commands/{(random.Next(20) == 0 ? commands[random.Next(commands.Count)].Name : name)}") { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", new[] { "application/json", "application/json; charset=utf-8", "text/plain", "application/json; charset=utf-16", ";" }[random.Next(8) == 0 ? random.Next(5) : random.Next(2)]);
            Header(random, request, "Idempotency-Key", new[] { Guid.NewGuid().ToString("D"), "x", "00000000-0000-0000-0000-000000000000", "\"" }[random.Next(4)]);
            Header(random, request, "If-Match", new[] { "\"0\"", "\"99999999999999999999\"", "*", "x", "\"-1\"" }[random.Next(5)]);
            return request;
        }

        private static void Header(Random random, HttpRequestMessage request, string name, string value)
        {
            if (random.Next(5) == 0 && value.All(char.IsAscii) && !value.Any(char.IsControl))
                request.Headers.TryAddWithoutValidation(name, value);
        }

        private static string Value(Random random, string name) =>
            random.Next(10) > 0 && Fitting.TryGetValue(name, out var fitting) ? fitting[random.Next(fitting.Length)] : Word(random);

        private static string Word(Random random)
        {
            var word = Words[random.Next(Words.Length)];
            return random.Next(10) switch
            {
                0 => word + Words[random.Next(Words.Length)],
                1 => new string((char)random.Next(32, 0x2FFF), random.Next(1, 300)),
                2 when word.Length > 1 => word[1..],
                _ => word,
            };
        }

        // Bytes that are no UTF-8, and escapes that are none.
        private static string Garbled(Random random) => random.Next(4) switch
        {
            0 => "%FF%FE",
            1 => "%C0%80",
            2 => "%zz",
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 2000)).Select(_ => "%" + random.Next(256).ToString("X2", CultureInfo.InvariantCulture))),
        };

        private static string RepositoryFolder() =>
            typeof(FuzzTests).Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
    }
}
