using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings.Tower;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// The optimal ate pairing e: G1 × G2 → Fq12 of BN254 (Vercauteren, eprint 2008/096). Inputs must be points of the
/// groups, as decoding guarantees; pairs with infinity contribute one.
/// </summary>
public static class Pairing
{
    // What the assembler takes, in pairings that it then makes faster: a process that verifies once is done before.
    private const int PortableCalls = 64;

    private static int calls;

    /// <summary>e(p, q).</summary>
    public static Fq12 Pair(in G1Affine p, in G2Affine q, KernelSet kernels) => Product([(p, new G2Prepared(q, kernels))], kernels);

    /// <summary>Π e(p_i, q_i): one Miller loop with shared squarings and one final exponentiation.</summary>
    public static Fq12 Product(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs, KernelSet kernels) => UsesLanes(kernels)
        ? LanePairing.Product(pairs, kernels)
        : FinalExponentiation.Apply(MillerLoop(EvaluatedLines.Of(pairs, Fq.One, kernels)));

    /// <summary>Whether Π e(p_i, q_i) = 1; true for no pairs.</summary>
    public static bool ProductIsOne(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs, KernelSet kernels) => Product(pairs, kernels).IsOne;

    /// <summary>Whether Π e(p_i, q_i) = 1; true for no pairs.</summary>
    public static bool ProductIsOne(ReadOnlySpan<(G1Affine P, G2Affine Q)> pairs, KernelSet kernels)
    {
        var prepared = new (G1Affine, G2Prepared)[pairs.Length];
        for (var i = 0; i < pairs.Length; i++) prepared[i] = (pairs[i].P, new G2Prepared(pairs[i].Q, kernels));
        return ProductIsOne(prepared, kernels);
    }

    /// <summary>
    /// Assembles the vector code of pairings, if the tier has one, ahead of the first: some tens of milliseconds in a fresh
    /// process. Without this, a process assembles it after some portable pairings, on the thread of the caller.
    /// </summary>
    public static void Warm(KernelSet kernels)
    {
        if (kernels.Tier == KernelTier.Assembled) TowerKernels.AssembleAll();
    }

    private static bool UsesLanes(KernelSet kernels)
    {
        if (kernels.Tier != KernelTier.Assembled) return false;
        if (TowerKernels.AreReady) return true;
        if (Interlocked.Increment(ref calls) < PortableCalls) return false;
        TowerKernels.AssembleAll();
        return true;
    }

    private static Fq12 MillerLoop(EvaluatedLines lines)
    {
        Fq12 f = Fq12.One;
        var line = 0;
        ReadOnlySpan<sbyte> digits = AteLoop.Digits;
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            f = f.Square();
            MultiplyLines(ref f, lines, line++);
            if (digits[i] != 0) MultiplyLines(ref f, lines, line++);
        }

        MultiplyLines(ref f, lines, line++);
        MultiplyLines(ref f, lines, line);
        return f;
    }

    private static void MultiplyLines(ref Fq12 f, in EvaluatedLines lines, int line)
    {
        for (var pair = 0; pair < lines.Pairs; pair++) f = f.MultiplyByLine(lines.First(pair, line), lines.Third(pair, line));
    }
}
