using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// The optimal ate pairing e: G1 × G2 → Fq12 of BN254 (Vercauteren, eprint 2008/096). Inputs must be points of the
/// groups, as decoding guarantees; pairs with infinity contribute one.
/// </summary>
public static class Pairing
{
    /// <summary>e(p, q).</summary>
    public static Fq12 Pair(in G1Affine p, in G2Affine q) => Product([(p, new G2Prepared(q))]);

    /// <summary>Π e(p_i, q_i): one Miller loop with shared squarings and one final exponentiation.</summary>
    public static Fq12 Product(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs) =>
        FinalExponentiation.Apply(MillerLoop(pairs));

    /// <summary>Whether Π e(p_i, q_i) = 1; true for no pairs.</summary>
    public static bool ProductIsOne(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs) => Product(pairs).IsOne;

    /// <summary>Whether Π e(p_i, q_i) = 1; true for no pairs.</summary>
    public static bool ProductIsOne(ReadOnlySpan<(G1Affine P, G2Affine Q)> pairs)
    {
        var prepared = new (G1Affine, G2Prepared)[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
            prepared[i] = (pairs[i].P, new G2Prepared(pairs[i].Q));
        return ProductIsOne(prepared);
    }

    private static Fq12 MillerLoop(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs)
    {
        List<Evaluation> evaluations = Evaluations(pairs);
        Fq12 f = Fq12.One;
        int line = 0;
        ReadOnlySpan<sbyte> digits = AteLoop.Digits;
        for (int i = digits.Length - 2; i >= 0; i--)
        {
            f = f.Square();
            MultiplyLines(ref f, evaluations, line++);
            if (digits[i] != 0)
                MultiplyLines(ref f, evaluations, line++);
        }

        MultiplyLines(ref f, evaluations, line++);
        MultiplyLines(ref f, evaluations, line);
        return f;
    }

    private static void MultiplyLines(ref Fq12 f, List<Evaluation> evaluations, int index)
    {
        foreach (Evaluation evaluation in evaluations)
        {
            ref readonly G2Prepared.Line line = ref evaluation.Q.Lines[index];
            f = f.MultiplyByLine(line.NegatedSlope * evaluation.XOverY, line.Intercept * evaluation.InverseY);
        }
    }

    // Factors in Fq vanish in the final exponentiation, so every line is divided by y_P: its constant term is one.
    private static List<Evaluation> Evaluations(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs)
    {
        var inverses = new Fq[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
            inverses[i] = pairs[i].P.Y;
        FieldBatch.Invert<FqModulus>(inverses);
        var evaluations = new List<Evaluation>(pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            if (!pairs[i].P.IsIdentity && !pairs[i].Q.IsIdentity)
                evaluations.Add(new(pairs[i].P.X * inverses[i], inverses[i], pairs[i].Q));
        }

        return evaluations;
    }

    private readonly record struct Evaluation(Fq XOverY, Fq InverseY, G2Prepared Q);
}
