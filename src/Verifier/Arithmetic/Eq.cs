using Zkml.Algebra.Fields;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Arithmetic;

/// <summary>The equality polynomial <c>eq(a, b) = Π (a_k·b_k + (1 − a_k)(1 − b_k))</c> where the verifier needs it.</summary>
public static class Eq
{
    public static T Evaluate<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        for (var k = 0; k < a.Length; k++)
        {
            var both = a[k] * b[k];
            product *= T.One - a[k] - b[k] + both + both;
        }
        return product;
    }

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
