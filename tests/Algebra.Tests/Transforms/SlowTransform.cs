using Zkml.Algebra.Transforms;

namespace Zkml.Algebra.Tests.Transforms;

/// <summary>The reference: the recursive radix-2 transform as textbooks have it, one product per butterfly.</summary>
internal static class SlowTransform
{
    public static void Forward(Fr[] values)
    {
        var logSize = int.Log2(values.Length);
        if (logSize == 0) return;
        Fr[] even = [.. values.Where((_, i) => i % 2 == 0)], odd = [.. values.Where((_, i) => i % 2 == 1)];
        Forward(even);
        Forward(odd);
        Fr root = Ntt.RootOfUnity(logSize), power = Fr.One;
        for (var i = 0; i < even.Length; i++)
        {
            Fr product = power * odd[i];
            values[i] = even[i] + product;
            values[i + even.Length] = even[i] - product;
            power *= root;
        }
    }

    /// <summary>values[j] *= ratio^j.</summary>
    public static void ScaleByPowers(Fr[] values, Fr ratio)
    {
        Fr power = Fr.One;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= power;
            power *= ratio;
        }
    }
}
