using System.Diagnostics;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

/// <summary>No rule of a schema is there for show: at each occurrence of each keyword something is refused, by our validator and by ajv.</summary>
public class SchemaMutationTests
{
    // NJsonSchema compares enumerations as text and asks non-objects for members, so there a type alone decides less than it says.
    private static readonly string[] NeverAlone = ["type"];

    public static IEnumerable<TheoryDataRow<string>> Names => EventTypes.Current.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_keyword_of_each_schema_refuses_something(string name)
    {
        foreach (var (pointer, _, refusal) in Refused(name))
            Assert.True(refusal is not null, $"{name}{pointer}: no example reaches it, or nothing that breaks it is refused");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_keyword_refuses_is_accepted_without_it(string name)
    {
        var schema = EventSchemasTests.Schema(name);
        foreach (var (pointer, tried) in SchemaMutations.Of(schema, Instances(name)))
        {
            if (NeverAlone.Contains(pointer.Split('/')[^1]))
                continue;
            var without = await JsonSchema.FromJsonAsync(SchemaMutations.Without(schema, pointer).ToString());
            Assert.True(
                tried.Any(mutated => EventSchemas.Check(name, Examples.Utf8(mutated)) is not null && without.Validate(mutated).Count == 0),
                $"{name}{pointer}: other keywords refuse all that it refuses");
        }
    }

    [Fact]
    public async Task Ajv_agrees()
    {
        var folder = Path.Combine(Examples.Repository, "tests/PolicyLedger.Tests/Wire/ajv");
        if (await Npm(folder) is { } reason)
            Assert.Skip(reason);

        var lines = new List<string>();
        foreach (var example in Examples.Events)
            lines.Add(Line(example.Type, example.Json, true));
        foreach (var name in EventTypes.Current.Names)
            lines.AddRange(Refused(name).Where(mutation => mutation.Refusal is not null).Select(mutation => Line(name, mutation.Mutated!, false)));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines);
            var (code, output) = await Run(folder, "node", "check.mjs", Path.Combine(Examples.Repository, "schemas/events"), file);
            Assert.True(code == 0, output);
            Assert.Contains($"{lines.Count} checked", output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>For each occurrence of a keyword, the first mutation that our validator refuses.</summary>
    private static IEnumerable<(string Pointer, JObject? Mutated, Refusal? Refusal)> Refused(string name)
    {
        foreach (var (pointer, tried) in SchemaMutations.Of(EventSchemasTests.Schema(name), Instances(name)))
        {
            yield return tried
                .Select(mutated => (pointer, (JObject?)mutated, EventSchemas.Check(name, Examples.Utf8(mutated))))
                .FirstOrDefault(mutation => mutation.Item3 is not null, (pointer, null, null));
        }
    }

    private static IEnumerable<JObject> Instances(string name) => Examples.Events.Where(example => example.Type == name).Select(example => example.Json);

    private static string Line(string schema, JObject instance, bool valid) =>
        new JObject { ["schema"] = schema, ["instance"] = instance, ["valid"] = valid }.ToString(Formatting.None);

    /// <summary>Why ajv cannot be had here; null if it is there.</summary>
    private static async Task<string?> Npm(string folder)
    {
        try
        {
            if ((await Run(folder, "node", "--version")).Code != 0)
                return "node does not run here";
            if (Directory.Exists(Path.Combine(folder, "node_modules/ajv")))
                return null;
            var (code, output) = await Run(folder, "npm", "ci", "--no-audit", "--no-fund");
            return code == 0 ? null : $"npm ci failed in {folder}: {output}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"node and npm are not here: {e.Message}";
        }
    }

    private static async Task<(int Code, string Output)> Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} took longer than two minutes");
        }
    }
}
