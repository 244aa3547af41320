using System.Diagnostics;
using Xunit.Abstractions;
using Zkml.Algebra.Setup;

namespace Zkml.Wrapper.Tests;

public class WrappedProofTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cancer_mlp", 11)]
    [InlineData("mnist_lenet", 16)]
    public void AWrappedProofIsAccepted(string name, int chunkBits)
    {
        var hiding = ExampleModels.Get(name, chunkBits).Prove();
        var watch = Stopwatch.StartNew();
        var srs = Srs.Development(18);
        output.WriteLine($"srs {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        var prover = WrapperProver.Create(hiding.Key, srs);
        output.WriteLine($"key {watch.ElapsedMilliseconds} ms");
        for (var k = 0; k < 3; k++)
        {
            watch.Restart();
            var proof = prover.Wrap(hiding);
            output.WriteLine($"wrap {watch.ElapsedMilliseconds} ms");
            watch.Restart();
            Assert.Null(WrappedVerifier.Verify(prover.Key, proof));
            output.WriteLine($"verify {watch.ElapsedMilliseconds} ms");
        }
    }
}
