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
    // A process that verifies once is done before the assembler would be; a longer one starts it beside its first few.
    private const int PortableCalls = 3;

    private static int calls;

    /// <summary>e(p, q).</summary>
    public static Fq12 Pair(in G1Affine p, in G2Affine q) => Product([(p, new G2Prepared(q))]);

    /// <summary>Π e(p_i, q_i): one Miller loop with shared squarings and one final exponentiation.</summary>
    public static Fq12 Product(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs) =>
        UsesLanes() ? LanePairing.Product(pairs) : FinalExponentiation.Apply(MillerLoop(pairs));

    /// <summary>Whether Π e(p_i, q_i) = 1; true for no pairs.</summary>
    public static bool ProductIsOne(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs) => Product(pairs).IsOne;

    /// <summary>Whether Π e(p_i, q_i) = 1; true for no pairs.</summary>
    public static bool ProductIsOne(ReadOnlySpan<(G1Affine P, G2Affine Q)> pairs)
    {
        var prepared = new (G1Affine, G2Prepared)[pairs.Length];
        for (var i = 0; i < pairs.Length; i++) prepared[i] = (pairs[i].P, new G2Prepared(pairs[i].Q));
        return ProductIsOne(prepared);
    }

    /// <summary>
    /// Assembles the vector code of pairings, if this machine has the instructions, ahead of the first ones: some tens
    /// of milliseconds in a fresh process. Without this, pairings start portable.
    /// </summary>
    public static void Prepare()
    {
        if (KernelSupport.Tier == KernelTier.Assembled) TowerKernels.AssembleAll();
    }

    private static bool UsesLanes()
    {
        if (KernelSupport.Tier != KernelTier.Assembled) return false;
        if (TowerKernels.AreReady) return true;
        if (Interlocked.Increment(ref calls) == PortableCalls) Task.Run(TowerKernels.AssembleAll);
        return false;
    }

    private static Fq12 MillerLoop(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs)
    {
        EvaluatedLines lines = EvaluatedLines.Of(pairs, Fq.One);
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
