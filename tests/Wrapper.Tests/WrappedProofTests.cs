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
        var model = ExampleModels.Prove(name, chunkBits);
        var watch = Stopwatch.StartNew();
        var srs = Srs.Development(19);
        output.WriteLine($"srs {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        var prover = WrapperProver.Create(model.Key, srs);
        output.WriteLine($"key {watch.ElapsedMilliseconds} ms");
        for (var k = 0; k < 3; k++)
        {
            watch.Restart();
            var proof = prover.Wrap(model.Envelope.Statement, model.Envelope.Proof);
            output.WriteLine($"wrap {watch.ElapsedMilliseconds} ms");
            watch.Restart();
            Assert.Null(WrappedVerifier.Verify(prover.Key, proof));
            output.WriteLine($"verify {watch.ElapsedMilliseconds} ms");
        }
    }
}
