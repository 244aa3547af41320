using Zkml.Algebra.Fields;

namespace Zkml.Verifier;

/// <summary>
/// What a proof is about: the application context and the public columns. Values are the true entries, lowest axis
/// fastest (row-major tensor order), one array per public column, in the circuit's order.
/// </summary>
public sealed record Statement(Fr Context, long[][] Inputs, long[][] Outputs)
{
    /// <summary>The same context and the same values.</summary>
    public bool Equals(Statement? other) =>
        other is not null && Context == other.Context && AreSame(Inputs, other.Inputs) && AreSame(Outputs, other.Outputs);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Context);
        foreach (var values in Inputs.Concat(Outputs))
        {
            foreach (var value in values) hash.Add(value);
        }
        return hash.ToHashCode();
    }

    private static bool AreSame(long[][] left, long[][] right)
    {
        if (left.Length != right.Length) return false;
        for (var k = 0; k < left.Length; k++)
        {
            if (!left[k].AsSpan().SequenceEqual(right[k])) return false;
        }
        return true;
    }
}
