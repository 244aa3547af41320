using Zkml.Prover.Tests.Models;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests;

/// <summary>One trace has one proof: nothing in the prover depends on time, threads or chance.</summary>
public class DeterminismTests
{
    [Theory]
    [InlineData("Pipeline")]
    [InlineData("Split")]
    public void ProvingTheSameTraceTwiceGivesTheSameBytes(string name)
    {
        var model = TestModel.Named(name);
        Assert.Equal(Bytes(model, 7), Bytes(model, 7));
        Assert.NotEqual(Bytes(model, 7), Bytes(model, 8));
    }

    private static byte[] Bytes(TestModel model, long context)
    {
        var result = CoreProver.Prove(model.Key, model.Honest, Fr.FromInt64(context));
        return ProofCodec.Encode(new ProofEnvelope(model.Key.Verification.Digest, result.Statement, result.Proof));
    }
}
