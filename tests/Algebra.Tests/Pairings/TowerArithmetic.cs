using System.Runtime.CompilerServices;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Pairings.Tower;

namespace Zkml.Algebra.Tests.Pairings;

/// <summary>The kernels one at a time on plain elements: what their tests compare.</summary>
internal static unsafe class TowerArithmetic
{
    private const int LineWords = 6 * TowerConstants.Limbs;

    /// <summary>
    /// Applies a kernel several times, each to the result before it, without leaving the kernels' form. A line is the
    /// coefficients of w and w³ of b; count is the number of cyclotomic squarings or the power of a Frobenius map.
    /// </summary>
    [SkipLocalsInit]
    public static Fq12 Apply(TowerKernel kernel, in Fq12 a, in Fq12 b = default, int count = 1, int times = 1)
    {
        var memory = stackalloc byte[LaneArea.Bytes(2)];
        var area = new LaneArea(memory);
        LaneElement x = area.New(), y = area.New();
        x.Set(a);
        y.Set(b);
        var line = stackalloc ulong[LineWords];
        LaneElement.SplitParts(b.C1.C0 * LaneElement.IntoLanes, new Span<ulong>(line, LineWords / 2));
        LaneElement.SplitParts(b.C1.C1 * LaneElement.IntoLanes, new Span<ulong>(line + (LineWords / 2), LineWords / 2));
        for (var i = 0; i < times; i++)
        {
            switch (kernel)
            {
                case TowerKernel.Multiply: area.Multiply(x, x, y); break;
                case TowerKernel.MultiplyLine: area.MultiplyLine(x, x, line); break;
                case TowerKernel.Square: area.Square(x, x); break;
                case TowerKernel.SquareCyclotomic: area.SquareCyclotomic(x, x, count); break;
                case TowerKernel.MultiplyCoefficients: area.Frobenius(x, x, count); break;
                default: area.Conjugate(x, x); break;
            }
        }

        return x.ToFq12();
    }
}
