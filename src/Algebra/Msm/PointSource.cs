using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>Count points at each level, the levels' first points a stride apart; a multiple belongs to the same scalar.</summary>
internal readonly unsafe struct PointSource(G1Affine* points, int count, int stride)
{
    public readonly G1Affine* Points = points;
    public readonly int Count = count;
    public readonly int Stride = stride;
}
