using Zkml.Algebra.Fields;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// F on one coset, docs/wrapper.md §2, in blocks that stay in cache; every step is a vector operation.
/// </summary>
internal sealed class QuotientRows(Domain domain, Fr[][] wirePolynomials, Fr[] productPolynomial, Fr[] publicInputPolynomial, PlonkChallenges challenges)
{
    private readonly FrVector fr = domain.Cpu.Fr;
    private readonly Fr[] powers = GateIdentity.AlphaPowers(challenges.Alpha);
    private readonly Fr[] external = GateIdentity.ColumnFactors(GateIdentity.AlphaPowers(challenges.Alpha)).External;
    private readonly Fr[] inner = GateIdentity.ColumnFactors(GateIdentity.AlphaPowers(challenges.Alpha)).Internal;
    private readonly Fr[][] wires = Array.ConvertAll(wirePolynomials, _ => new Fr[domain.Size]);
    private readonly Fr[] product = new Fr[domain.Size];
    private readonly Fr[] publicInputs = new Fr[domain.Size];
    private CosetValues fixedValues = null!;

    /// <summary>Makes the values of all polynomials on a coset; the blocks are those of it from then on.</summary>
    public void Enter(CosetValues coset)
    {
        fixedValues = coset;
        for (var j = 0; j < Row.Wires; j++) domain.Extend(wirePolynomials[j], coset.Number, wires[j]);
        domain.Extend(productPolynomial, coset.Number, product);
        domain.Extend(publicInputPolynomial, coset.Number, publicInputs);
    }

    public sealed class Scratch(int block)
    {
        public Fr[] Sum { get; } = new Fr[block];

        public Fr[] Full { get; } = new Fr[block];

        public Fr[] Partial { get; } = new Fr[block];

        public Fr[] Left { get; } = new Fr[block];

        public Fr[] Right { get; } = new Fr[block];

        public Fr[] Term { get; } = new Fr[block];

        public Fr[] Next { get; } = new Fr[block];
    }

    /// <summary>F on the block of the coset that begins at start.</summary>
    public void Evaluate(int start, Scratch s, Span<Fr> result)
    {
        Arithmetic(start, s, result);
        Rounds(start, s, result);
        Copies(start, s, result);
    }

    /// <summary>(1 − q_F − q_P)·(Σ q_j·w_j + q_M·a·b + q_C) + PI.</summary>
    private void Arithmetic(int start, Scratch s, Span<Fr> result)
    {
        var n = result.Length;
        fr.Multiply(At(wires[0]), At(wires[1]), s.Sum);
        fr.Multiply(At(fixedValues.Selectors[4]), s.Sum, s.Sum);
        fr.Add(s.Sum, At(fixedValues.Selectors[5]), s.Sum);
        for (var j = 0; j < Row.Wires; j++)
        {
            fr.Multiply(At(fixedValues.Selectors[j]), At(wires[j]), s.Term);
            fr.Add(s.Sum, s.Term, s.Sum);
        }
        fr.Add(At(fixedValues.Selectors[6]), At(fixedValues.Selectors[7]), s.Term);
        fr.Multiply(s.Term, s.Sum, s.Term);
        fr.Subtract(s.Sum, s.Term, result);
        fr.Add(result, At(publicInputs), result);

        ReadOnlySpan<Fr> At(Fr[] values) => values.AsSpan(start, n);
    }

    /// <summary>q_F·(N − Σ e_i·s_i) + q_P·(N − m_0·s_0 − Σ m_i·w_i) with N = Σ α^(1+j)·w_j(ωX), s_i = (w_i + q_i)^5.</summary>
    private void Rounds(int start, Scratch s, Span<Fr> result)
    {
        s.Full.AsSpan().Clear();
        s.Partial.AsSpan().Clear();
        s.Sum.AsSpan().Clear();
        for (var j = 0; j < Row.Wires; j++)
        {
            var wire = wires[j].AsSpan(start, result.Length);
            fr.Add(wire, fixedValues.Selectors[j].AsSpan(start, result.Length), s.Term);
            fr.Multiply(s.Term, s.Term, s.Left);
            fr.Multiply(s.Left, s.Left, s.Left);
            fr.Multiply(s.Left, s.Term, s.Left);
            fr.MultiplyAddScalar(s.Full, -external[j], s.Left);
            fr.MultiplyAddScalar(s.Partial, -inner[j], j == 0 ? s.Left : wire);
            Shifted(wires[j], start, s.Next);
            fr.MultiplyAddScalar(s.Sum, powers[1 + j], s.Next);
        }
        fr.Add(s.Full, s.Sum, s.Full);
        fr.Add(s.Partial, s.Sum, s.Partial);
        fr.Multiply(s.Full, fixedValues.Selectors[6].AsSpan(start, result.Length), s.Full);
        fr.Multiply(s.Partial, fixedValues.Selectors[7].AsSpan(start, result.Length), s.Partial);
        fr.Add(result, s.Full, result);
        fr.Add(result, s.Partial, result);
    }

    /// <summary>α⁵·P_1 + α⁶·P_2.</summary>
    private void Copies(int start, Scratch s, Span<Fr> result)
    {
        var z = product.AsSpan(start, result.Length);
        z.CopyTo(s.Left);
        Shifted(product, start, s.Right);
        for (var j = 0; j < Row.Wires; j++)
        {
            s.Sum.AsSpan().Fill(challenges.Gamma);
            fr.Add(s.Sum, wires[j].AsSpan(start, result.Length), s.Sum);
            s.Sum.CopyTo(s.Term.AsSpan());
            fr.MultiplyAddScalar(s.Term, challenges.Beta.MulSmall((long)PlonkKey.Cosets[j]), fixedValues.Points.AsSpan(start, result.Length));
            fr.Multiply(s.Left, s.Term, s.Left);
            fr.MultiplyAddScalar(s.Sum, challenges.Beta, fixedValues.Sigmas[j].AsSpan(start, result.Length));
            fr.Multiply(s.Right, s.Sum, s.Right);
        }
        fr.Subtract(s.Left, s.Right, s.Left);
        fr.MultiplyAddScalar(result, powers[5], s.Left);
        s.Term.AsSpan().Fill(Fr.One);
        fr.Subtract(z, s.Term, s.Term);
        fr.Multiply(s.Term, fixedValues.FirstLagrange.AsSpan(start, result.Length), s.Term);
        fr.MultiplyAddScalar(result, powers[6], s.Term);
    }

    /// <summary>Values at ωX: the next place of the coset.</summary>
    private static void Shifted(Fr[] values, int start, Span<Fr> block)
    {
        var from = start + 1;
        var head = Math.Min(block.Length, values.Length - from);
        values.AsSpan(from, head).CopyTo(block);
        values.AsSpan(0, block.Length - head).CopyTo(block[head..]);
    }
}
