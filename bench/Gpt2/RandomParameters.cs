namespace Zkml.Benchmarks.Gpt2;

/// <summary>Uniform 8-bit parameters, fast enough for 10^8 of them.</summary>
internal sealed class RandomParameters(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Integers in [−127, 127].</summary>
    public long[] Weights(int count)
    {
        var (values, bytes) = (new long[count], new byte[1 << 16]);
        for (var i = 0; i < count; i++)
        {
            if (i % bytes.Length == 0) random.NextBytes(bytes);
            values[i] = Math.Max((sbyte)bytes[i % bytes.Length], (sbyte)-127);
        }
        return values;
    }

    /// <summary>Integers in [−bound, bound].</summary>
    public long[] Within(int count, int bound)
    {
        var values = new long[count];
        for (var i = 0; i < count; i++) values[i] = random.Next(-bound, bound + 1);
        return values;
    }
}
