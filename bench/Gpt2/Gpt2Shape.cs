namespace Zkml.Benchmarks.Gpt2;

/// <summary>The sizes of a GPT-2.</summary>
/// <param name="Blocks">Transformer blocks.</param>
/// <param name="Sequence">Tokens; a power of two.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="HeadWidth">Width of a head, a power of two.</param>
/// <param name="Vocabulary">Tokens of the embedding and the head.</param>
/// <param name="Positions">Rows of the position matrix, a power of two.</param>
internal sealed record Gpt2Shape(int Blocks, int Sequence, int Heads, int HeadWidth, int Vocabulary, int Positions)
{
    /// <summary>GPT-2 small: 124.4 million parameters.</summary>
    public static Gpt2Shape Small { get; } = new(12, 16, 12, 64, 50257, 1024);

    /// <summary>The same structure in a second's work, for tests: every extent but the sequence is padded.</summary>
    public static Gpt2Shape Tiny { get; } = new(1, 4, 3, 8, 37, 8);

    public int Width => Heads * HeadWidth;

    public int Hidden => 4 * Width;

    /// <summary>Weights and biases, the token matrix counted once.</summary>
    public long Parameters =>
        (Blocks * ((12L * Width * Width) + (13L * Width))) + (2L * Width) + ((long)(Vocabulary + Positions) * Width);
}
