using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;
using Zkml.Prover.Backends;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Plonk;

/// <summary>A circuit with the polynomials that prove it: a deterministic function of the circuit and the SRS. Thread-safe.</summary>
public sealed class PlonkProvingKey
{
    /// <summary>Up to 2^16 rows the values on the cosets are kept from proof to proof: 88 MB for 2^15 rows.</summary>
    private const int MaxKeptLogSize = 16;

    private readonly CosetValues?[] cosets;

    private PlonkProvingKey(ConstraintSystem system, Srs srs, Fr[][] selectors, Fr[][] sigmas, Fr[][] sigmaValues, Fr[][] packed, PlonkKey key, Domain domain)
    {
        System = system;
        Srs = srs;
        Selectors = selectors;
        Sigmas = sigmas;
        SigmaValues = sigmaValues;
        Key = key;
        Packed = packed;
        Domain = domain;
        cosets = new CosetValues?[Domain.Cosets];
    }

    public ConstraintSystem System { get; }

    public Srs Srs { get; }

    /// <summary>What a verifier needs.</summary>
    public PlonkKey Key { get; }

    /// <summary>Coefficients of q_L, q_R, q_O, q_D, q_M, q_C, q_F, q_P.</summary>
    internal Fr[][] Selectors { get; }

    /// <summary>Coefficients of σ_0 … σ_3.</summary>
    internal Fr[][] Sigmas { get; }

    /// <summary>The values of σ_0 … σ_3 on the rows.</summary>
    internal Fr[][] SigmaValues { get; }

    /// <summary>F0, F1, F2.</summary>
    internal Fr[][] Packed { get; }

    internal Domain Domain { get; }

    /// <summary>The fixed polynomials on a coset; threads that make the same ones at the same time make equal ones.</summary>
    internal CosetValues OnCoset(int number, Domain domain)
    {
        if (Volatile.Read(ref cosets[number]) is { } kept) return kept;
        var made = new CosetValues(domain, number, Selectors, Sigmas);
        if (Domain.LogSize <= MaxKeptLogSize) Volatile.Write(ref cosets[number], made);
        return made;
    }

    /// <summary>The powers of τ that a circuit of n rows needs: T has at most 5n + 11 coefficients.</summary>
    public static int RequiredPowers(int logSize) => (5 << logSize) + 16;

    /// <summary>Makes the key of a circuit.</summary>
    /// <param name="system">The circuit.</param>
    /// <param name="srs">With <see cref="RequiredPowers"/> powers.</param>
    /// <param name="backend">Makes the key; null for the program's default.</param>
    /// <param name="known">
    /// The circuit's key where it is known, which spares its three commitments. Its points are not checked: with those of another circuit
    /// proofs are made that nobody accepts. An audit gives null.
    /// </param>
    /// <exception cref="ArgumentException">The SRS is too small, the circuit too large, or the known key has another size.</exception>
    public static PlonkProvingKey Create(ConstraintSystem system, Srs srs, IComputeBackend? backend = null, PlonkKey? known = null)
    {
        backend ??= CpuBackend.Default;
        var logSize = system.LogSize;
        if (logSize > PlonkKey.MaxLogSize) throw new ArgumentException($"A circuit of {system.Rows.Length} rows is too large.");
        if (srs.G1Powers.Length < RequiredPowers(logSize))
        {
            throw new ArgumentException($"A circuit of 2^{logSize} rows needs {RequiredPowers(logSize)} powers of τ; this SRS has {srs.G1Powers.Length}.");
        }
        if (known is not null && (known.LogSize != logSize || known.PublicInputs != system.PublicInputs))
        {
            throw new ArgumentException("The known key is that of another circuit.", nameof(known));
        }
        var domain = new Domain(logSize, backend);
        var selectors = SelectorValues(system, domain.Size);
        foreach (var q in selectors) domain.Interpolate(q);
        var values = Permutation.Sigmas(system, domain);
        var sigmas = Array.ConvertAll(values, v => domain.Interpolate([.. v]));
        Fr[][] packed = [Packing.Pack(selectors.AsSpan(0, 4)), Packing.Pack(selectors.AsSpan(4, 4)), Packing.Pack(sigmas)];
        var key = known ?? new PlonkKey(logSize, system.PublicInputs, Commit(packed[0]), Commit(packed[1]), Commit(packed[2]));
        return new PlonkProvingKey(system, srs, selectors, sigmas, values, packed, key, domain.On(CpuBackend.Default));

        G1Affine Commit(Fr[] polynomial) => backend.Msm(srs.G1Powers[..polynomial.Length], polynomial);
    }

    private static Fr[][] SelectorValues(ConstraintSystem system, int size)
    {
        var selectors = new Fr[8][];
        for (var k = 0; k < selectors.Length; k++) selectors[k] = new Fr[size];
        for (var row = 0; row < system.Rows.Length; row++)
        {
            var r = system.Rows[row];
            for (var j = 0; j < Row.Wires; j++) selectors[j][row] = r.Selector(j);
            selectors[4][row] = r.M;
            selectors[5][row] = r.Constant;
            if (r.Kind == RowKind.FullRound) selectors[6][row] = Fr.One;
            if (r.Kind == RowKind.PartialRound) selectors[7][row] = Fr.One;
        }
        return selectors;
    }
}
