using System.Runtime.CompilerServices;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Pairings.Tower;

/// <summary>The Miller loop and the final exponentiation over lane elements; the same values as the portable ones.</summary>
internal static unsafe class LanePairing
{
    private const int LineWords = 6 * TowerConstants.Limbs;
    private const int Elements = 16;

    /// <summary>Π e(p_i, q_i); pairs with infinity contribute one.</summary>
    [SkipLocalsInit]
    public static Fq12 Product(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs, KernelSet kernels)
    {
        var memory = stackalloc byte[LaneArea.Bytes(Elements)];
        var area = new LaneArea(memory);
        LaneElement f = area.New();
        f.Set(Fq12.One);
        MillerLoop(area, f, pairs, kernels);
        Fq12 value = f.ToFq12();
        f.Set(value.Conjugate() * value.Invert());
        return LaneFinalExponentiation.Apply(ref area, f).ToFq12();
    }

    private static void MillerLoop(LaneArea area, LaneElement f, ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs, KernelSet kernels)
    {
        EvaluatedLines evaluated = EvaluatedLines.Of(pairs, LaneElement.IntoLanes, kernels);
        var lines = Split(evaluated);
        ReadOnlySpan<sbyte> digits = AteLoop.Digits;
        fixed (ulong* start = lines)
        {
            var line = start;
            for (var i = digits.Length - 2; i >= 0; i--)
            {
                if (i < digits.Length - 2) area.Square(f, f);
                MultiplyLines(area, f, ref line, evaluated.Pairs);
                if (digits[i] != 0) MultiplyLines(area, f, ref line, evaluated.Pairs);
            }

            MultiplyLines(area, f, ref line, evaluated.Pairs);
            MultiplyLines(area, f, ref line, evaluated.Pairs);
        }
    }

    private static void MultiplyLines(LaneArea area, LaneElement f, ref ulong* line, int pairs)
    {
        for (var i = 0; i < pairs; i++) area.MultiplyLine(f, f, line + (i * LineWords));
        line += pairs * LineWords;
    }

    /// <summary>All lines in the order of their use, each coefficient in three rows of five limbs.</summary>
    private static ulong[] Split(in EvaluatedLines lines)
    {
        var limbs = new ulong[lines.Pairs * AteLoop.LineCount * LineWords];
        Span<ulong> rest = limbs;
        for (var line = 0; line < AteLoop.LineCount; line++)
        {
            for (var pair = 0; pair < lines.Pairs; pair++)
            {
                LaneElement.SplitParts(lines.First(pair, line), rest);
                LaneElement.SplitParts(lines.Third(pair, line), rest[(LineWords / 2)..]);
                rest = rest[LineWords..];
            }
        }

        return limbs;
    }
}
