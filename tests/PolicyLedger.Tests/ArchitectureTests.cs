using System.Reflection;
using System.Reflection.Emit;
using System.Xml.Linq;
using NetArchTest.Rules;
using PolicyLedger.Recording;
using Xunit;

namespace PolicyLedger.Tests;

/// <summary>What the core may not know and may not do.</summary>
public class ArchitectureTests
{
    private static readonly Assembly Core = typeof(Command).Assembly;

    [Theory]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("System.Net.Http")]
    [InlineData("System.Net.Sockets")]
    [InlineData("Spectre.Console")]
    public void The_core_knows_no_store_no_network_and_no_console(string dependency)
    {
        var result = Types.InAssembly(Core).ShouldNot().HaveDependencyOn(dependency).GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Theory]
    [InlineData("PolicyLedger.Recording")]
    [InlineData("PolicyLedger.Stances")]
    [InlineData("PolicyLedger.Cables")]
    [InlineData("PolicyLedger.Codebooks")]
    [InlineData("PolicyLedger.Dates")]
    [InlineData("PolicyLedger.Jurisdictions")]
    [InlineData("PolicyLedger.Log")]
    public void Only_the_wire_knows_Newtonsoft(string folder)
    {
        var types = Types.InAssembly(Core).That().ResideInNamespaceStartingWith(folder);
        Assert.NotEmpty(types.GetTypes());
        var result = types.ShouldNot().HaveDependencyOn("Newtonsoft.Json").GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_verifier_shares_the_core_with_the_ledger_and_nothing_else()
    {
        Assert.Equal(["../PolicyLedger/PolicyLedger.csproj", "System.CommandLine"], References("PolicyLedger.Verifier"));
        Assert.DoesNotContain(References("PolicyLedger"), reference => reference.EndsWith(".csproj", StringComparison.Ordinal));
    }

    [Fact]
    public void The_core_asks_neither_the_clock_nor_chance()
    {
        var banned = new HashSet<string>
        {
            "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today",
            "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now", "System.TimeProvider.get_System",
            "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Random..ctor", "System.Random.get_Shared",
            "System.Security.Cryptography.RandomNumberGenerator.GetBytes", "System.Security.Cryptography.RandomNumberGenerator.Fill",
        };
        Assert.Contains("System.Guid.NewGuid", Calls(typeof(Offender)));
        var found = Core.GetTypes()
            .Where(type => type.FullName?.StartsWith("PolicyLedger.LedgerServices", StringComparison.Ordinal) != true) // the edge, which takes the system's clock if given none
            .SelectMany(type => Calls(type).Where(banned.Contains).Select(call => $"{type.FullName} calls {call}"))
            .Distinct();
        Assert.Empty(found);
    }

    private static IEnumerable<string> References(string project)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "PolicyLedger.sln")))
            folder = folder.Parent;
        return XDocument.Load(Path.Combine(folder.FullName, "src", project, project + ".csproj")).Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "Reference" or "FrameworkReference")
            .Select(element => element.Attribute("Include")!.Value);
    }

    private static IEnumerable<string> Calls(Type type)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
                continue;
            for (var i = 0; i + 4 < il.Length; i++)
            {
                if (il[i] != OpCodes.Call.Value && il[i] != OpCodes.Callvirt.Value && il[i] != OpCodes.Newobj.Value)
                    continue;
                MethodBase? called = null;
                try
                {
                    called = type.Module.ResolveMethod(BitConverter.ToInt32(il, i + 1), type.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
                }
                catch (Exception e) when (e is ArgumentException or BadImageFormatException)
                {
                    // An operand that only looks like a call.
                }

                if (called?.DeclaringType is { } declaring)
                    yield return $"{declaring.FullName}.{called.Name}";
            }
        }
    }

    private static class Offender
    {
        public static Guid Chance() => Guid.NewGuid();
    }
}
