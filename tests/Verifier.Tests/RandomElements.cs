namespace Zkml.Verifier.Tests;

/// <summary>Seeded random field elements.</summary>
internal sealed class RandomElements(int seed)
{
    private readonly Random random = new(seed);

    public Random Random => random;

    public Fr Next()
    {
        var bytes = new byte[64];
        random.NextBytes(bytes);
        return Fr.FromUniform64(bytes);
    }

    public Fr[] Array(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
