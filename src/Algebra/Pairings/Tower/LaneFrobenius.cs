using System.Runtime.InteropServices;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Pairings.Tower;

/// <summary>The constants of the Frobenius maps as lane elements: coefficient k is w^(k(q^n − 1)).</summary>
internal static unsafe class LaneFrobenius
{
    private const int Powers = 3;

    private static readonly byte* Table = Build();

    /// <summary>The constants of x → x^(q^power).</summary>
    public static ulong* Constants(int power) => (ulong*)(Table + ((power - 1) * TowerAssembler.Element));

    private static byte* Build()
    {
        var table = (byte*)NativeMemory.AlignedAlloc(Powers * TowerAssembler.Element, 64);
        ReadOnlySpan<Fq2> gamma = FrobeniusConstants.Gamma;
        for (var power = 1; power <= Powers; power++)
        {
            var element = new LaneElement((ulong*)(table + ((power - 1) * TowerAssembler.Element)));
            for (var lane = 0; lane < 8; lane++)
            {
                // γ^(1 + q + … + q^(n−1)): each map conjugates what the one before multiplied by.
                Fq2 constant = Fq2.One;
                for (var i = 0; i < power && lane < gamma.Length; i++) constant = constant.Conjugate() * gamma[lane];
                element.SetCoefficient(lane, constant);
            }
        }

        return table;
    }
}
