using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// What <see cref="TransformTransfers.LoadGeometric"/> needs for each row k: the factor ρ² for ρ = ω^k·s and the numbers
/// f·2^260 and f·ρ·2^260 for f = t^k·u. Seven arrays one after the other, each with one entry per row: eight
/// neighbours are the lanes of a vector.
/// </summary>
internal static class LaneSeeds
{
    /// <summary>Arrays: five for the factor, then the two numbers.</summary>
    public const int Count = 7;

    /// <summary>Makes them for so many rows, ω, the shift s of the inputs, t of the outputs and u of all.</summary>
    public static Fr[] Make(int rows, Fr root, Fr inputShift, Fr outputShift, Fr scale, FrVector fr)
    {
        var seeds = new Fr[Count * rows];
        Fr[] ratios = new Fr[rows], squares = new Fr[rows];
        FillPowers(ratios, inputShift, root, fr);
        fr.Square(ratios, squares);
        for (var i = 0; i < 5; i++) fr.MultiplyScalar(squares, LaneFactor.Shift(i), Array(i));
        FillPowers(Array(5), scale * LaneFactor.NumberShift, outputShift, fr);
        fr.Multiply(Array(5), ratios, Array(6));
        return seeds;

        Span<Fr> Array(int i) => seeds.AsSpan(i * rows, rows);
    }

    /// <summary>powers[i] = first·ratio^i, by doubling; the length is a power of two.</summary>
    private static void FillPowers(Span<Fr> powers, Fr first, Fr ratio, FrVector fr)
    {
        powers[0] = first;
        for (var done = 1; done < powers.Length; done *= 2)
        {
            fr.MultiplyScalar(powers[..done], ratio, powers.Slice(done, done));
            ratio = ratio.Square();
        }
    }
}
