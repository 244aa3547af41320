using System.Runtime.CompilerServices;
using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Weighted sums Σ_j (j+1)·b_j over windows of 2^t buckets, in place. Round by round neighbours are added,
/// <c>Σ j·b_j = Σ b_odd + 2·Σ j·(b_2j + b_2j+1)</c>, while the odd ones left over are summed up pairwise: two additions
/// per bucket in all, none waiting for another of its round.
/// </summary>
internal static unsafe class BucketWeights
{
    /// <summary>
    /// For each window of size 2^t at its first place: afterwards the plain sum is there, and the sum with weight 2^j of
    /// what is left is 2^j places on, for j &lt; t.
    /// </summary>
    public static void Reduce(
        ReadOnlySpan<(int First, int Size)> windows, G1Affine* points, PairList pairs, PointAdditions additions)
    {
        var again = true;
        for (var step = 1; again; step *= 2)
        {
            again = false;
            foreach ((var first, var size) in windows)
            {
                if (step >= size) continue;
                again = true;
                AddStrided(first, step, 2 * step, size / (2 * step), points, pairs, additions);
                for (var odd = 1; odd < step; odd *= 2)
                {
                    // The odd ones of an earlier round, 2·odd apart: halved once per round since.
                    var half = size / (2 * step);
                    AddStrided(first + odd, 2 * odd * half, 2 * odd, half, points, pairs, additions);
                }
            }

            pairs.Run(additions, points, points);
        }
    }

    /// <summary>Places first, first + step, …: each takes the point a distance on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddStrided(
        int first, int distance, int step, int count, G1Affine* points, PairList pairs, PointAdditions additions)
    {
        for (var i = 0; i < count; i++)
        {
            if (pairs.Room == 0) pairs.Run(additions, points, points);
            var place = (uint)(first + (i * step));
            pairs.Add(place, place + (uint)distance, place);
        }
    }

    /// <summary>Σ_j 2^j·odd_j plus the plain sum, doubled up from what the windows above gave.</summary>
    public static G1Projective Horner(G1Projective above, int width, G1Affine* window)
    {
        for (var j = width - 1; j >= 0; j--)
        {
            above = above.Double();
            if (j < width - 1) above += window[1 << j];
        }

        return above + window[0];
    }
}
