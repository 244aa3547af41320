namespace Zkml.Benchmarks;

/// <summary>Operands.</summary>
internal static class RandomElements
{
    public static Fr[] Make(Random random, int count) => Make<Algebra.Fields.FrModulus>(random, count);

    public static Algebra.Fields.Fp<TModulus>[] Make<TModulus>(Random random, int count)
        where TModulus : struct, Algebra.Fields.IModulus
    {
        var bytes = new byte[64];
        var elements = new Algebra.Fields.Fp<TModulus>[count];
        for (var k = 0; k < count; k++)
        {
            random.NextBytes(bytes);
            elements[k] = Algebra.Fields.Fp<TModulus>.FromUniform64(bytes);
        }
        return elements;
    }
}
