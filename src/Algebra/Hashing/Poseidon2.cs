using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Hashing;

/// <summary>
/// The Poseidon2 permutation over BN254 Fr with t = 4 (Grassi, Khovratovich, Schofnegger, ePrint 2023/323, §5-6):
/// x -> M_E x, then 4 full rounds, 56 partial rounds and 4 full rounds, where
/// <code>
///   full round      x -> M_E (S(x_0 + c_0), ..., S(x_3 + c_3))
///   partial round   x -> M_I (S(x_0 + c), x_1, x_2, x_3)
///   S(x) = x^5,  M_E = M_4 of the paper,  M_I = J + diag(mu_i - 1)
/// </code>
/// The parameters are those of barretenberg and Noir (<see cref="Poseidon2Constants"/>).
/// </summary>
/// <typeparam name="T">The scalar: Fr, or a circuit variable in the wrapper circuit.</typeparam>
public static unsafe class Poseidon2<T>
    where T : struct, IScalar<T>
{
    /// <summary>Elements of a state.</summary>
    public const int Width = Poseidon2Constants.Width;

    private const int HalfFullRounds = Poseidon2Constants.FullRounds / 2;

    private const int FirstPartial = HalfFullRounds * Width;

    private const int SecondFull = FirstPartial + Poseidon2Constants.PartialRounds;

    // Converted once per T. The JIT knows a static readonly array of a specialized generic class as a constant.
    private static readonly T[] RoundConstants = Load(Poseidon2Constants.RoundConstants);

    private static readonly T[] Diagonal = Load(Poseidon2Constants.DiagonalMinusOne);

    /// <summary>Replaces the four words of <paramref name="state"/> by their image.</summary>
    public static void Permute(Span<T> state)
    {
        if (state.Length != Width) throw new ArgumentException($"The state has {Width} words.", nameof(state));
        if (T.TryPermute(state)) return;
        ref T words = ref state[0];
        if (typeof(T) == typeof(Fr) && Poseidon2Routine.Available) Poseidon2Routine.Permute(ref Unsafe.As<T, Fr>(ref words));
        else PermutePortable(ref words);
    }

    /// <summary>The permutation for any scalar type: the reference for the assembled one.</summary>
    internal static void PermutePortable(ref T words)
    {
        ExternalMatrix(ref words);
        FullRounds(ref words, 0);
        PartialRounds(ref words);
        FullRounds(ref words, SecondFull);
    }

    private static void FullRounds(ref T words, int firstConstant)
    {
        ReadOnlySpan<T> constants = RoundConstants.AsSpan(firstConstant, HalfFullRounds * Width);
        for (var at = 0; at < constants.Length; at += Width)
        {
            for (var i = 0; i < Width; i++)
            {
                ref T word = ref Unsafe.Add(ref words, i);
                word = FifthPower(word + constants[at + i]);
            }

            ExternalMatrix(ref words);
        }
    }

    /// <summary>M_I x = (mu_i - 1) x_i + sum_j x_j: four products and one common sum, no dense matrix.</summary>
    private static void PartialRounds(ref T words)
    {
        T a = words, b = Unsafe.Add(ref words, 1), c = Unsafe.Add(ref words, 2), d = Unsafe.Add(ref words, 3);
        T muA = Diagonal[0], muB = Diagonal[1], muC = Diagonal[2], muD = Diagonal[3];
        foreach (ref readonly T constant in RoundConstants.AsSpan(FirstPartial, Poseidon2Constants.PartialRounds))
        {
            a = FifthPower(a + constant);
            T sum = a + b + (c + d);
            a = (a * muA) + sum;
            b = (b * muB) + sum;
            c = (c * muC) + sum;
            d = (d * muD) + sum;
        }

        words = a;
        Unsafe.Add(ref words, 1) = b;
        Unsafe.Add(ref words, 2) = c;
        Unsafe.Add(ref words, 3) = d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FifthPower(T value)
    {
        T square = T.Square(value);
        return T.Square(square) * value;
    }

    /// <summary>
    /// M_4 = [[5,7,1,3],[4,6,1,1],[1,3,5,7],[1,1,4,6]] in 8 additions and 4 doublings (ePrint 2023/323, §5.1).
    /// </summary>
    private static void ExternalMatrix(ref T words)
    {
        ref T x1 = ref Unsafe.Add(ref words, 1);
        ref T x2 = ref Unsafe.Add(ref words, 2);
        ref T x3 = ref Unsafe.Add(ref words, 3);
        T left = words + x1;
        T right = x2 + x3;
        T twiceX1 = (x1 + x1) + right;
        T twiceX3 = (x3 + x3) + left;
        T twiceRight = right + right;
        T twiceLeft = left + left;
        T last = (twiceRight + twiceRight) + twiceX3;
        T second = (twiceLeft + twiceLeft) + twiceX1;
        words = twiceX3 + second;
        x1 = second;
        x2 = twiceX1 + last;
        x3 = last;
    }

    private static T[] Load(ReadOnlySpan<ulong> limbs)
    {
        T[] values = new T[limbs.Length / 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = T.FromCanonical(limbs[4 * i], limbs[(4 * i) + 1], limbs[(4 * i) + 2], limbs[(4 * i) + 3]);
        }
        return values;
    }
}
