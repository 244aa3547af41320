using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>The right side of a contraction over the integers, padding included.</summary>
internal static class RightSides
{
    public static long[] Of(Contraction c, long[][] columns)
    {
        var joint = new IndexSpace([.. c.Space.Axes, .. c.Contracted.Axes]);
        var operands = c.Operands.Select(o => OperandValues<long>.Evaluate(o, joint, columns)).ToArray();
        var right = new long[c.Space.Size];
        if (c.Form == ContractionForm.Product)
        {
            AddProducts(c, operands[0], operands[1], right);
            return right;
        }
        foreach (var operand in operands)
        {
            var offsets = operand.Offsets(c.Space, 0);
            for (var o = 0; o < right.Length; o++) right[o] += operand.Values[offsets[o]];
        }
        return right;
    }

    private static void AddProducts(Contraction c, OperandValues<long> a, OperandValues<long> b, long[] right)
    {
        var first = c.Space.Axes.Count;
        var (aOutput, bOutput) = (a.Offsets(c.Space, 0), b.Offsets(c.Space, 0));
        var (aSummed, bSummed) = (a.Offsets(c.Contracted, first), b.Offsets(c.Contracted, first));
        for (var o = 0; o < right.Length; o++)
        {
            for (var s = 0; s < aSummed.Length; s++) right[o] += a.Values[aOutput[o] + aSummed[s]] * b.Values[bOutput[o] + bSummed[s]];
        }
    }
}
