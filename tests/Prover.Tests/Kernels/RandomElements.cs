namespace Zkml.Prover.Tests.Kernels;

/// <summary>Seeded random field elements, small ones and zeros among them.</summary>
internal sealed class RandomElements(int seed)
{
    private readonly Random random = new(seed);

    public Fr Next()
    {
        var bytes = new byte[64];
        random.NextBytes(bytes);
        return random.Next(8) switch
        {
            0 => Fr.Zero,
            1 => Fr.FromInt64(random.Next(-3, 4)),
            _ => Fr.FromUniform64(bytes),
        };
    }

    public Fr[] Array(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
