using Zkml.Algebra.Fields;
using Zkml.Algebra.Polynomials;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Arithmetic;

/// <summary>Slot weights and small tables of the equality polynomial, see <see cref="EqPolynomial"/>.</summary>
public static class Eq
{
    /// <summary>The weight of a slot at a point: eq of its prefix bits and the high coordinates (docs/protocol.md §3.2).</summary>
    public static T SlotWeight<T>(Slot slot, ReadOnlySpan<T> point)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        for (var k = slot.Variables; k < point.Length; k++)
        {
            product *= slot.PrefixBit(k - slot.Variables) != 0 ? point[k] : T.One - point[k];
        }
        return product;
    }

    /// <summary>The first <paramref name="count"/> entries of the table <c>eq(point, ·)</c>.</summary>
    public static T[] Table<T>(ReadOnlySpan<T> point, int count)
        where T : struct, IScalar<T>
    {
        var table = new T[1 << point.Length];
        table[0] = T.One;
        for (var k = 0; k < point.Length; k++)
        {
            for (var i = (1 << k) - 1; i >= 0; i--)
            {
                var high = table[i] * point[k];
                table[i + (1 << k)] = high;
                table[i] -= high;
            }
        }
        Array.Resize(ref table, count);
        return table;
    }
}
