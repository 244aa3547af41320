using System.Globalization;
using System.Text;
using Zkml.Settlement.Contracts;
using Zkml.Wrapper.Tests;

namespace Zkml.Settlement.Tests;

/// <summary>
/// Gas, calldata and code size as tests/vectors/gas-snapshot.txt holds them, within 0.5 %: the zero bytes of a random proof cost less.
/// Run with ZKML_UPDATE=1 to write the file after a change.
/// </summary>
[Trait(TestTier.Name, TestTier.All)]
public class GasSnapshotTests(Chain chain) : IClassFixture<Chain>
{
    private const double Tolerance = 0.005;

    private static readonly (string Name, int ChunkBits, int Samples)[] Calls =
    [
        ("cancer_mlp", 11, 1), ("cancer_mlp", 11, 8), ("mnist_mlp", 17, 1), ("mnist_lenet", 16, 1), ("fashion_resnet", 16, 1),
    ];

    [Fact]
    public async Task CallsCostWhatTheSnapshotSays()
    {
        var actual = new List<(string Name, ulong Value)>
        {
            ("deployment gas", chain.Deployment.GasUsed),
            ("code bytes", (ulong)ContractArtifact.ZkmlVerifier.CodeSize),
        };
        foreach (var (name, chunkBits, samples) in Calls)
        {
            var call = ProvenModels.Get(name, chunkBits, samples).Call;
            var receipt = await chain.Verifier.Submit(chain.Account, call);
            Assert.True(receipt.Succeeded);
            actual.Add(($"{name} x{samples} gas", receipt.GasUsed));
            actual.Add(($"{name} x{samples} calldata bytes", (ulong)call.Length));
        }
        var path = GoldenFile.PathOf("gas-snapshot.txt");
        if (GoldenFile.IsUpdate) await File.WriteAllTextAsync(path, Format(actual));
        Compare(await File.ReadAllLinesAsync(path), actual);
    }

    private static void Compare(string[] lines, List<(string Name, ulong Value)> actual)
    {
        var expected = lines.Where(l => !l.StartsWith('#')).Select(l => l.Trim().Split(' ', 2)).ToArray();
        Assert.Equal(actual.Select(a => a.Name), expected.Select(e => e[1]));
        for (var k = 0; k < expected.Length; k++)
        {
            var value = ulong.Parse(expected[k][0], CultureInfo.InvariantCulture);
            var difference = Math.Abs((double)actual[k].Value - value);
            Assert.True(difference <= Tolerance * value, $"{actual[k].Name}: {actual[k].Value}, the snapshot says {value}");
        }
    }

    private static string Format(List<(string Name, ulong Value)> values)
    {
        var text = new StringBuilder("# Written by tests/Settlement.Tests/GasSnapshotTests.cs with ZKML_UPDATE=1; compared within 0.5 %.\n");
        foreach (var (name, value) in values) text.Append(CultureInfo.InvariantCulture, $"{value,9} {name}\n");
        return text.ToString();
    }
}
