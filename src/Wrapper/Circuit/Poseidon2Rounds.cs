using Zkml.Algebra.Hashing;

namespace Zkml.Wrapper.Circuit;

/// <summary>The rounds of Poseidon2 one by one, as the round rows state them (parameters: <see cref="Poseidon2Constants"/>).</summary>
internal static class Poseidon2Rounds
{
    private const int HalfFull = Poseidon2Constants.FullRounds / 2;

    /// <summary>8 full and 56 partial rounds.</summary>
    public const int Count = Poseidon2Constants.FullRounds + Poseidon2Constants.PartialRounds;

    private static readonly Fr[] AllConstants = Load(Poseidon2Constants.RoundConstants);

    private static readonly Fr[] Diagonal = Load(Poseidon2Constants.DiagonalMinusOne);

    /// <summary>M_E by rows.</summary>
    public static int[][] External { get; } = [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]];

    public static bool IsFull(int round) => round < HalfFull || round >= Count - HalfFull;

    /// <summary>The four constants of a round; a partial one has only the first.</summary>
    public static Fr[] Constants(int round)
    {
        if (round < HalfFull) return AllConstants[(4 * round)..((4 * round) + 4)];
        var partial = round - HalfFull;
        if (!IsFull(round)) return [AllConstants[(4 * HalfFull) + partial], Fr.Zero, Fr.Zero, Fr.Zero];
        var start = (4 * HalfFull) + Poseidon2Constants.PartialRounds + (4 * (partial - Poseidon2Constants.PartialRounds));
        return AllConstants[start..(start + 4)];
    }

    /// <summary>The entry of M_I: all ones, plus μ_j − 1 on the diagonal.</summary>
    public static Fr Internal(int row, int column) => row == column ? Diagonal[row] + Fr.One : Fr.One;

    public static void Apply(int round, Span<Fr> words) => Apply(IsFull(round), Constants(round), words);

    /// <summary>One round in place.</summary>
    public static void Apply(bool full, ReadOnlySpan<Fr> constants, Span<Fr> words)
    {
        words[0] = FifthPower(words[0] + constants[0]);
        if (full)
        {
            for (var j = 1; j < words.Length; j++) words[j] = FifthPower(words[j] + constants[j]);
            ApplyExternal(words);
        }
        else
        {
            ApplyInternal(words);
        }
    }

    public static Fr FifthPower(Fr value)
    {
        var square = value.Square();
        return square.Square() * value;
    }

    public static void ApplyExternal(Span<Fr> words)
    {
        Span<Fr> image = stackalloc Fr[4];
        for (var j = 0; j < 4; j++)
        {
            image[j] = Fr.Zero;
            for (var i = 0; i < 4; i++) image[j] += words[i].MulSmall(External[j][i]);
        }
        image.CopyTo(words);
    }

    public static void ApplyInternal(Span<Fr> words)
    {
        var sum = words[0] + words[1] + (words[2] + words[3]);
        for (var j = 0; j < 4; j++) words[j] = (words[j] * Diagonal[j]) + sum;
    }

    private static Fr[] Load(ReadOnlySpan<ulong> limbs)
    {
        var values = new Fr[limbs.Length / 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Fr.FromCanonical(limbs[4 * i], limbs[(4 * i) + 1], limbs[(4 * i) + 2], limbs[(4 * i) + 3]);
        }
        return values;
    }
}
