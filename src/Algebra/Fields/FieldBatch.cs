using System.Buffers;

namespace Zkml.Algebra.Fields;

/// <summary>Batch inversion over any prime field.</summary>
public static class FieldBatch
{
    /// <summary>Inverts every element in place with one field inversion (Montgomery's trick); zero stays zero.</summary>
    public static void Invert<TModulus>(Span<Fp<TModulus>> values)
        where TModulus : struct, IModulus
    {
        Fp<TModulus>[] rented = ArrayPool<Fp<TModulus>>.Shared.Rent(values.Length);
        Invert(values, rented);
        ArrayPool<Fp<TModulus>>.Shared.Return(rented);
    }

    /// <summary>As <see cref="Invert{TModulus}(Span{Fp{TModulus}})"/>, with scratch of at least the same length.</summary>
    public static void Invert<TModulus>(Span<Fp<TModulus>> values, Span<Fp<TModulus>> scratch)
        where TModulus : struct, IModulus
    {
        Fp<TModulus> running = Fp<TModulus>.One;
        for (int i = 0; i < values.Length; i++)
        {
            scratch[i] = running;
            if (!values[i].IsZero)
                Fp<TModulus>.Multiply(running, values[i], out running);
        }

        running = running.Invert();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].IsZero)
                continue;
            Fp<TModulus> inverse = running * scratch[i];
            Fp<TModulus>.Multiply(running, values[i], out running);
            values[i] = inverse;
        }
    }
}
