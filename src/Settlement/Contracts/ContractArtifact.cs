using System.Text.Json.Nodes;
using Zkml.Algebra.Hashing;

namespace Zkml.Settlement.Contracts;

/// <summary>A compiled contract of <c>contracts/artifacts</c>, which are part of this assembly; CI compiles them again and compares.</summary>
public sealed class ContractArtifact
{
    private readonly Dictionary<string, (string Name, int Arguments)> errors = [];

    private ContractArtifact(JsonNode json)
    {
        Creation = Convert.FromHexString(json["bytecode"]!.GetValue<string>()[2..]);
        CodeSize = json["size"]!.GetValue<int>();
        foreach (var entry in json["abi"]!.AsArray())
        {
            if (entry!["type"]!.GetValue<string>() != "error") continue;
            string[] types = [.. entry["inputs"]!.AsArray().Select(i => i!["type"]!.GetValue<string>())];
            var name = entry["name"]!.GetValue<string>();
            errors[Convert.ToHexStringLower(Selector($"{name}({string.Join(',', types)})"))] = (name, types.Length);
        }
    }

    public static ContractArtifact ZkmlVerifier { get; } = Load("ZkmlVerifier");

    public static ContractArtifact ModelRegistry { get; } = Load("ModelRegistry");

    /// <summary>Creation code; constructor arguments are appended to it.</summary>
    public byte[] Creation { get; }

    /// <summary>Bytes of deployed code; a chain allows 24,576.</summary>
    public int CodeSize { get; }

    /// <summary>The first four bytes of keccak256 of a signature.</summary>
    public static byte[] Selector(string signature) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(signature))[..4];

    /// <summary>The custom error that revert data names, with its arguments: "ScalarTooLarge(3)"; a description of anything else.</summary>
    public string DescribeRevert(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4) return data.IsEmpty ? "revert without a reason" : $"revert 0x{Convert.ToHexStringLower(data)}";
        if (!errors.TryGetValue(Convert.ToHexStringLower(data[..4]), out var error)) return $"revert 0x{Convert.ToHexStringLower(data)}";
        var arguments = new List<string>();
        for (var k = 0; k < error.Arguments && data.Length >= 36 + (32 * k); k++)
        {
            arguments.Add(new System.Numerics.BigInteger(data.Slice(4 + (32 * k), 32), isUnsigned: true, isBigEndian: true).ToString());
        }
        return arguments.Count == 0 ? error.Name : $"{error.Name}({string.Join(", ", arguments)})";
    }

    private static ContractArtifact Load(string name)
    {
        using var stream = typeof(ContractArtifact).Assembly.GetManifestResourceStream($"{name}.json")
            ?? throw new InvalidOperationException($"The assembly lacks the artifact {name}.json.");
        return new ContractArtifact(JsonNode.Parse(stream)!);
    }
}
