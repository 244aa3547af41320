using Zkml.Prover.Tests.Circuits;
using Zkml.Verifier;

namespace Zkml.Prover.Tests;

public class DenseReluTests
{
    private static readonly long[] Input = [3, 15, 0, 7, 9];

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void AnHonestProofIsAcceptedAtAnyChunkSize(int chunkBits)
    {
        var circuit = DenseRelu.Build();
        var trace = DenseRelu.Trace(circuit, Input);
        var key = TestKeys.Make(circuit, trace, chunkBits);
        var result = CoreProver.Prove(key, trace, Fr.FromInt64(7));
        Assert.Null(CoreVerifier.Verify(key.Verification, result.Statement, result.Proof));
    }

    [Fact]
    public void AFalseOutputIsRejected()
    {
        var circuit = DenseRelu.Build();
        var trace = DenseRelu.Trace(circuit, Input, c => c[5][1] ^= 1);
        var key = TestKeys.Make(circuit, trace, 5);
        var result = CoreProver.Prove(key, trace, Fr.Zero);
        var rejection = CoreVerifier.Verify(key.Verification, result.Statement, result.Proof);
        Assert.Equal(Step.LogUp, rejection?.Step);
    }
}
