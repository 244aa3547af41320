using System.Diagnostics;
using Xunit.Abstractions;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Tests.Setup;

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

    [Fact]
    public void ItWorksUnderACeremonyFile()
    {
        // Real ceremony files at hand stop at 2^11 powers and a wrapper needs 2^17, so this one is made here: the format is the ceremony's,
        // its secret is not.
        var srs = PtauReader.Read(new MemoryStream(new PtauFileBuilder(17).Build()));
        Assert.False(srs.IsDevelopment);
        var hiding = ExampleModels.Compile("cancer_mlp", 11, srs).Prove();
        var prover = WrapperProver.Create(hiding.Key, srs);
        Assert.Null(WrappedVerifier.Verify(prover.Key, prover.Wrap(hiding)));
    }
}
