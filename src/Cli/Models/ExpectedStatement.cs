using Zkml.Verifier;

namespace Zkml.Cli.Models;

/// <summary>What the user wants a proof to be about; null where anything will do.</summary>
internal sealed record ExpectedStatement(string? ModelHash, long[]? Input, long[]? Output)
{
    /// <summary>Null when a proven statement is the expected one.</summary>
    public Rejection? Compare(string modelHash, Statement statement)
    {
        if (ModelHash is not null && ModelHash != modelHash)
        {
            return new Rejection(Step.Statement, "the key is for another model than --model-hash", -1, ModelHash, modelHash);
        }
        return Compare("input", Input, statement.Inputs[0]) ?? Compare("output", Output, statement.Outputs[0]);
    }

    private static Rejection? Compare(string what, long[]? expected, long[] proven)
    {
        if (expected is null) return null;
        for (var k = 0; k < proven.Length; k++)
        {
            if (proven[k] != expected[k]) return new Rejection(Step.Statement, $"the proof is about another {what}", k, $"{expected[k]}", $"{proven[k]}");
        }
        return null;
    }
}
