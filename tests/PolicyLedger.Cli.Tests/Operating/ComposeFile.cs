using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PolicyLedger.Cli.Tests.Operating;

/// <summary>A service of a compose file, with what it takes over by <c>&lt;&lt;</c>.</summary>
internal sealed record ComposeService(string Name, YamlMappingNode Node)
{
    public string Image => Scalar(Node["image"]);

    public string Health => Scalar(Node["healthcheck"]["test"][1]);

    public IReadOnlyDictionary<string, string> Environment =>
        ComposeFile.Members(Node["environment"]).ToDictionary(m => m.Key, m => Scalar(m.Value));

    public IReadOnlyList<string> Ports => List("ports");

    /// <summary>What is mounted, by where in the container.</summary>
    public IReadOnlyDictionary<string, string> Volumes => List("volumes").Select(volume => volume.Split(':')).ToDictionary(v => v[1], v => v[0]);

    public string Address => Scalar(Node["networks"]["ledger"]["ipv4_address"]);

    private List<string> List(string name) => [.. ((YamlSequenceNode)Node[name]).Select(Scalar)];

    private static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value!;
}

/// <summary>A compose file as its engine reads it: YAML with merge keys, no member twice.</summary>
internal static class ComposeFile
{
    public static IReadOnlyList<ComposeService> Services(string name) =>
        [.. Members(Root(name)["services"]).Select(service => new ComposeService(service.Key, Merged(service.Value)))];

    public static YamlMappingNode Root(string name)
    {
        var yaml = new YamlStream();
        yaml.Load(new Parser(new StringReader(OpsFiles.Text(name))));
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    /// <summary>A mapping's members; its own come before those that it takes over.</summary>
    public static Dictionary<string, YamlNode> Members(YamlNode node)
    {
        var members = ((YamlMappingNode)node).Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => child.Value);
        if (members.Remove("<<", out var from))
        {
            foreach (var (key, value) in Members(from))
                members.TryAdd(key, value);
        }

        return members;
    }

    private static YamlMappingNode Merged(YamlNode node) =>
        new(Members(node).Select(member => KeyValuePair.Create<YamlNode, YamlNode>(new YamlScalarNode(member.Key), member.Value)));
}
