using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// <c>T = F/(X^n − 1)</c> over the coset of 8n points, where X^n − 1 takes eight values, none of them zero (docs/wrapper.md §2).
/// Works on blocks that stay in cache; every step is a vector operation.
/// </summary>
internal sealed class Quotient
{
    private const int Block = 512;

    private readonly Domain domain;
    private readonly Fr[][] selectors;
    private readonly Fr[][] sigmas;
    private readonly Fr[][] wires;
    private readonly Fr[] product;
    private readonly Fr[] publicInputs;
    private readonly Fr[] firstLagrange;
    private readonly Fr[] points;
    private readonly PlonkChallenges challenges;
    private readonly Fr[] powers;
    private readonly Fr[] external;
    private readonly Fr[] inner;
    private readonly Fr[] vanishingInverses;

    public Quotient(PlonkProvingKey key, Fr[][] wires, Fr[] product, Fr[] publicInputs, PlonkChallenges challenges)
    {
        domain = key.Domain;
        this.challenges = challenges;
        powers = GateIdentity.AlphaPowers(challenges.Alpha);
        (external, inner) = GateIdentity.ColumnFactors(powers);
        selectors = Array.ConvertAll(key.Selectors, q => domain.Extend(q));
        sigmas = Array.ConvertAll(key.Sigmas, s => domain.Extend(s));
        this.wires = Array.ConvertAll(wires, w => domain.Extend(w));
        this.product = domain.Extend(product);
        this.publicInputs = domain.Extend(publicInputs);
        var lagrange = new Fr[domain.Size];
        Array.Fill(lagrange, Fr.FromUInt64((ulong)domain.Size).Invert());
        firstLagrange = domain.Extend(lagrange);
        points = Domain.PowersOf(Algebra.Transforms.Ntt.RootOfUnity(domain.LogSize + 3), Domain.Extension * domain.Size);
        FrVector.MultiplyScalar(points, Domain.Shift, points);
        vanishingInverses = new Fr[Block];
        for (var k = 0; k < Domain.Extension; k++) vanishingInverses[k] = points[k].Pow((ulong)domain.Size) - Fr.One;
        FrVector.BatchInvert(vanishingInverses.AsSpan(0, Domain.Extension));
        for (var k = Domain.Extension; k < Block; k++) vanishingInverses[k] = vanishingInverses[k - Domain.Extension];
    }

    /// <summary>The coefficients of T. A lenient prover, which only tests have, takes what is there when nothing divides.</summary>
    /// <exception cref="InvalidOperationException">The assignment does not satisfy the circuit.</exception>
    public Fr[] Compute(bool lenient)
    {
        var size = Domain.Extension * domain.Size;
        var values = new Fr[size];
        var block = Math.Min(Block, size);
        ParallelRange.For(size / block, 1, (start, end) =>
        {
            var scratch = new Scratch(block);
            for (var k = start; k < end; k++) Evaluate(k * block, scratch, values.AsSpan(k * block, block));
        });
        Algebra.Transforms.Ntt.InverseCoset(values, Domain.Shift);
        var length = (5 * domain.Size) + 11;
        if (!lenient && values.AsSpan(Math.Min(length, size)).ContainsAnyExcept(Fr.Zero))
            throw new InvalidOperationException("The assignment does not satisfy the circuit; MockProver names the rows.");
        return values[..Math.Min(length, size)];
    }

    private sealed class Scratch(int block)
    {
        public Fr[] Sum { get; } = new Fr[block];

        public Fr[] Full { get; } = new Fr[block];

        public Fr[] Partial { get; } = new Fr[block];

        public Fr[] Left { get; } = new Fr[block];

        public Fr[] Right { get; } = new Fr[block];

        public Fr[] Term { get; } = new Fr[block];

        public Fr[] Next { get; } = new Fr[block];
    }

    private void Evaluate(int start, Scratch s, Span<Fr> result)
    {
        Arithmetic(start, s, result);
        Rounds(start, s, result);
        Copies(start, s, result);
        FrVector.Multiply(result, vanishingInverses.AsSpan(0, result.Length), result);
    }

    /// <summary>(1 − q_F − q_P)·(Σ q_j·w_j + q_M·a·b + q_C) + PI.</summary>
    private void Arithmetic(int start, Scratch s, Span<Fr> result)
    {
        var n = result.Length;
        FrVector.Multiply(At(wires[0]), At(wires[1]), s.Sum);
        FrVector.Multiply(At(selectors[4]), s.Sum, s.Sum);
        FrVector.Add(s.Sum, At(selectors[5]), s.Sum);
        for (var j = 0; j < Row.Wires; j++)
        {
            FrVector.Multiply(At(selectors[j]), At(wires[j]), s.Term);
            FrVector.Add(s.Sum, s.Term, s.Sum);
        }
        FrVector.Add(At(selectors[6]), At(selectors[7]), s.Term);
        FrVector.Multiply(s.Term, s.Sum, s.Term);
        FrVector.Subtract(s.Sum, s.Term, result);
        FrVector.Add(result, At(publicInputs), result);

        ReadOnlySpan<Fr> At(Fr[] values) => values.AsSpan(start, n);
    }

    /// <summary>q_F·(N − Σ e_i·s_i) + q_P·(N − m_0·s_0 − Σ m_i·w_i) with N = Σ α^(1+j)·w_j(ωX), s_i = (w_i + q_i)^5.</summary>
    private void Rounds(int start, Scratch s, Span<Fr> result)
    {
        s.Full.AsSpan().Clear();
        s.Partial.AsSpan().Clear();
        for (var j = 0; j < Row.Wires; j++)
        {
            var wire = wires[j].AsSpan(start, result.Length);
            FrVector.Add(wire, selectors[j].AsSpan(start, result.Length), s.Term);
            FrVector.Multiply(s.Term, s.Term, s.Left);
            FrVector.Multiply(s.Left, s.Left, s.Left);
            FrVector.Multiply(s.Left, s.Term, s.Left);
            FrVector.MultiplyAddScalar(s.Full, -external[j], s.Left);
            FrVector.MultiplyAddScalar(s.Partial, -inner[j], j == 0 ? s.Left : wire);
            Shifted(wires[j], start, s.Next);
            FrVector.MultiplyAddScalar(s.Full, powers[1 + j], s.Next);
            FrVector.MultiplyAddScalar(s.Partial, powers[1 + j], s.Next);
        }
        FrVector.Multiply(s.Full, selectors[6].AsSpan(start, result.Length), s.Full);
        FrVector.Multiply(s.Partial, selectors[7].AsSpan(start, result.Length), s.Partial);
        FrVector.Add(result, s.Full, result);
        FrVector.Add(result, s.Partial, result);
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
            FrVector.Add(s.Sum, wires[j].AsSpan(start, result.Length), s.Sum);
            s.Sum.CopyTo(s.Term.AsSpan());
            FrVector.MultiplyAddScalar(s.Term, challenges.Beta.MulSmall((long)PlonkKey.Cosets[j]), points.AsSpan(start, result.Length));
            FrVector.Multiply(s.Left, s.Term, s.Left);
            FrVector.MultiplyAddScalar(s.Sum, challenges.Beta, sigmas[j].AsSpan(start, result.Length));
            FrVector.Multiply(s.Right, s.Sum, s.Right);
        }
        FrVector.Subtract(s.Left, s.Right, s.Left);
        FrVector.MultiplyAddScalar(result, powers[5], s.Left);
        s.Term.AsSpan().Fill(Fr.One);
        FrVector.Subtract(z, s.Term, s.Term);
        FrVector.Multiply(s.Term, firstLagrange.AsSpan(start, result.Length), s.Term);
        FrVector.MultiplyAddScalar(result, powers[6], s.Term);
    }

    /// <summary>Values at ωX: eight places further on the coset of 8n points.</summary>
    private static void Shifted(Fr[] values, int start, Span<Fr> block)
    {
        var from = start + Domain.Extension;
        var head = Math.Min(block.Length, values.Length - from);
        values.AsSpan(from, head).CopyTo(block);
        values.AsSpan(0, block.Length - head).CopyTo(block[head..]);
    }
}
