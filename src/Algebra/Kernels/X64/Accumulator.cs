namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// A running value of five words in registers. Each row of a Montgomery product adds to it and divides it by 2^64: the
/// words then change places instead of moving.
/// </summary>
internal sealed class Accumulator(params Reg[] registers)
{
    private int first;

    /// <summary>The register of a word, least significant first; the fifth is free between rows.</summary>
    public Reg this[int index] => registers[(first + index) % registers.Length];

    /// <summary>Drops the lowest word, which is zero.</summary>
    public void Divide() => first = (first + 1) % registers.Length;
}

/// <summary>A product of two values in memory, four words each; values are words x·R as in <c>Fp</c>.</summary>
internal readonly record struct Term(Word X, Word Y);

/// <summary>Sums of products that one accumulator takes, to be divided by R modulo p.</summary>
internal readonly struct ProductSum(Accumulator sum, params Term[] terms)
{
    /// <summary>Where the sum is made.</summary>
    public Accumulator Sum => sum;

    /// <summary>The products, each below p·R.</summary>
    public Term[] Terms => terms;
}
