using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transforms;
using Zkml.Prover.Backends;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// Transforms between values on ⟨ω⟩, coefficients, and values on the cosets where T is computed: 5·ω_8n^k·⟨ω⟩ for k below
/// <see cref="Cosets"/>. Coset by coset, a polynomial needs n words at a time, and as many cosets as its degree asks for
/// instead of the next power of two.
/// </summary>
internal sealed class Domain
{
    private const int CosetsOfAnySize = 8;

    // Rows of one step of a long loop: some milliseconds.
    private const int LongestRange = 1 << 14;

    private readonly IComputeBackend backend;

    /// <param name="logSize">log2 of n.</param>
    /// <param name="backend">Runs the transforms.</param>
    public Domain(int logSize, IComputeBackend backend)
    {
        this.backend = backend;
        LogSize = logSize;
        Size = 1 << logSize;
        Root = Ntt.RootOfUnity(logSize);

        // T has at most 5n + 10 coefficients: six times n, but for the smallest n.
        Cosets = Size >= 16 ? 6 : CosetsOfAnySize;
        Shifts = PowersOf(Ntt.RootOfUnity(logSize + 3), Cosets, Cpu.Fr);
        for (var k = 0; k < Cosets; k++) Shifts[k] *= Fr.FromUInt64(Ntt.Generator);
        CosetPowers = Array.ConvertAll(Shifts, s => s.Pow((ulong)Size));
    }

    private Domain(Domain other, IComputeBackend backend)
    {
        this.backend = backend;
        (LogSize, Size, Root, Cosets) = (other.LogSize, other.Size, other.Root, other.Cosets);
        (Shifts, CosetPowers) = (other.Shifts, other.CosetPowers);
    }

    /// <summary>Threads and vector kernels of what the backend does not do.</summary>
    public Cpu Cpu => backend.Cpu;

    public int LogSize { get; }

    public int Size { get; }

    public Fr Root { get; }

    /// <summary>Cosets that determine T.</summary>
    public int Cosets { get; }

    /// <summary>5·ω_8n^k, representative of coset k.</summary>
    public Fr[] Shifts { get; }

    /// <summary>The value of X^n on coset k; they differ, and none is 1.</summary>
    public Fr[] CosetPowers { get; }

    /// <summary>The same domain, its transforms on another backend.</summary>
    public Domain On(IComputeBackend other) => ReferenceEquals(other, backend) ? this : new Domain(this, other);

    /// <summary>The coefficients of the polynomial with these n values on ⟨ω⟩, in place.</summary>
    public Fr[] Interpolate(Fr[] values)
    {
        backend.InverseTransform(values);
        return values;
    }

    /// <summary>The n values on a coset of a polynomial with at most 2n coefficients.</summary>
    public void Extend(ReadOnlySpan<Fr> coefficients, int coset, Span<Fr> values)
    {
        var low = Math.Min(coefficients.Length, Size);
        coefficients[..low].CopyTo(values);
        values[low..].Clear();

        // X^n is a constant there.
        for (var k = Size; k < coefficients.Length; k++) values[k - Size] += CosetPowers[coset] * coefficients[k];
        backend.CosetTransform(values, Shifts[coset]);
    }

    /// <summary>
    /// The coefficients of the polynomial of degree below cosets·n with these values on the cosets; overwrites them. On coset k
    /// it is <c>Σ_m y_k^m·t_m(X)</c> with y_k = X^n and t_m its blocks of n coefficients: interpolation in y gives the blocks.
    /// </summary>
    public Fr[] Combine(Fr[][] values)
    {
        for (var k = 0; k < Cosets; k++) backend.InverseCosetTransform(values[k], Shifts[k]);
        var basis = LagrangeBasis(CosetPowers);
        var result = new Fr[Cosets * Size];
        Cpu.For(Size, 1 << 10, (start, end) =>
        {
            for (var m = 0; m < Cosets; m++)
            {
                for (var k = 0; k < Cosets; k++)
                {
                    Cpu.Fr.MultiplyAddScalar(
                        result.AsSpan((m * Size) + start, end - start), basis[k][m], values[k].AsSpan(start, end - start));
                }
            }
        }, LongestRange);
        return result;
    }

    /// <summary>The coefficients of the polynomials that are 1 at one of the points and 0 at the others.</summary>
    private static Fr[][] LagrangeBasis(Fr[] points)
    {
        var basis = new Fr[points.Length][];
        for (var k = 0; k < points.Length; k++)
        {
            var polynomial = new Fr[points.Length];
            polynomial[0] = Fr.One;
            var scale = Fr.One;
            for (int i = 0, degree = 0; i < points.Length; i++)
            {
                if (i == k) continue;
                scale *= points[k] - points[i];
                for (var m = ++degree; m >= 0; m--) polynomial[m] = (m == 0 ? Fr.Zero : polynomial[m - 1]) - (points[i] * polynomial[m]);
            }
            var inverse = scale.Invert();
            foreach (ref var coefficient in polynomial.AsSpan()) coefficient *= inverse;
            basis[k] = polynomial;
        }
        return basis;
    }

    /// <summary>1, x, x², … , count powers.</summary>
    public static Fr[] PowersOf(Fr x, int count, FrVector fr)
    {
        var powers = new Fr[count];
        powers[0] = Fr.One;
        var filled = 1;

        // Doubling: the next block is the first one times x^filled, a vector operation.
        while (filled < count)
        {
            var length = Math.Min(filled, count - filled);
            var factor = powers[filled - 1] * x;
            fr.MultiplyScalar(powers.AsSpan(0, length), factor, powers.AsSpan(filled, length));
            filled += length;
        }
        return powers;
    }
}
