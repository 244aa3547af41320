using System.Security.Cryptography;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Prover.Backends;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Plonk;

/// <summary>The PLONK prover (docs/wrapper.md §2–§4).</summary>
public static class PlonkProver
{
    /// <summary>Random coefficients of a blinded polynomial: two openings and one commitment.</summary>
    internal const int Blinders = 3;

    /// <summary>Proves that the wires satisfy the circuit.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    /// <exception cref="OperationCanceledException">The backend's call was cancelled.</exception>
    public static PlonkProof Prove(PlonkProvingKey key, ReadOnlySpan<Fr> wires, IComputeBackend? backend = null) =>
        Prove(key, wires, backend ?? CpuBackend.Default, RandomScalar);

    internal static PlonkProof Prove(PlonkProvingKey key, ReadOnlySpan<Fr> wires, IComputeBackend backend, Func<Fr> random) =>
        Prove(key, RowValues(key.System, key.Domain.Size, wires), PublicInputs(key.System, wires), backend, random, lenient: false);

    /// <summary>
    /// Proves about the values of all cells. Lenient, for tests: cells that satisfy nothing are proven with whatever quotient
    /// the division gives.
    /// </summary>
    internal static PlonkProof Prove(
        PlonkProvingKey key, Fr[][] rows, Fr[] publicInputs, IComputeBackend backend, Func<Fr> random, bool lenient)
    {
        var domain = key.Domain.On(backend);
        var transcript = new PlonkTranscript(key.Key.Hash, publicInputs);
        var polynomials = Array.ConvertAll(rows, r => Blind(domain.Interpolate([.. r]), domain.Size, random));
        var packedWires = Packing.Pack(polynomials);
        var wireCommitment = Commit(packedWires);
        var beta = transcript.Challenge(wireCommitment);
        var gamma = transcript.Challenge();
        var running = Permutation.RunningProduct(domain, rows, key.SigmaValues, beta, gamma);
        var product = Blind(domain.Interpolate(running), domain.Size, random);
        var productCommitment = Commit(product);
        var challenges = new PlonkChallenges(beta, gamma, transcript.Challenge(productCommitment), Fr.Zero);
        var quotient = Quotient.Compute(key, domain, polynomials, product, PublicInputPolynomial(domain, publicInputs), challenges, lenient);
        var quotientCommitment = Commit(quotient);
        var zeta = transcript.Challenge(quotientCommitment);
        var evaluations = Evaluate(key, polynomials, product, zeta, backend.Cpu.Fr);
        var nu = transcript.Challenge(evaluations.All);
        var opening = new OpeningProver(key, backend.Cpu, packedWires, product, quotient, zeta, nu);
        var first = opening.Quotient();
        var openingCommitment = Commit(first);
        var y = transcript.Challenge(openingCommitment);
        return new PlonkProof
        {
            Wires = wireCommitment,
            Product = productCommitment,
            Quotient = quotientCommitment,
            Evaluations = evaluations,
            Opening = openingCommitment,
            Linearized = Commit(opening.Linearize(first, y, evaluations)),
        };

        G1Affine Commit(Fr[] polynomial) => backend.Msm(key.Srs.G1Powers[..polynomial.Length], polynomial);
    }

    private static Fr RandomScalar()
    {
        Span<byte> bytes = stackalloc byte[64];
        RandomNumberGenerator.Fill(bytes);
        return Fr.FromUniform64(bytes);
    }

    /// <summary>The values of the four wires on the rows; unused cells hold 0.</summary>
    internal static Fr[][] RowValues(ConstraintSystem system, int size, ReadOnlySpan<Fr> wires)
    {
        var values = new Fr[Row.Wires][];
        for (var j = 0; j < Row.Wires; j++)
        {
            values[j] = new Fr[size];
            for (var row = 0; row < system.Rows.Length; row++)
            {
                var wire = system.Rows[row].Wire(j);
                if (wire >= 0) values[j][row] = wires[wire];
            }
        }
        return values;
    }

    private static Fr[] PublicInputs(ConstraintSystem system, ReadOnlySpan<Fr> wires)
    {
        var inputs = new Fr[system.PublicInputs];
        for (var k = 0; k < inputs.Length; k++) inputs[k] = wires[system.Rows[k].A];
        return inputs;
    }

    private static Fr[] PublicInputPolynomial(Domain domain, Fr[] publicInputs)
    {
        var values = new Fr[domain.Size];
        for (var k = 0; k < publicInputs.Length; k++) values[k] = -publicInputs[k];
        return domain.Interpolate(values);
    }

    /// <summary>p + (r_0 + r_1·X + r_2·X²)·(X^n − 1).</summary>
    private static Fr[] Blind(Fr[] polynomial, int size, Func<Fr> random)
    {
        Array.Resize(ref polynomial, size + Blinders);
        for (var k = 0; k < Blinders; k++)
        {
            var r = random();
            polynomial[k] -= r;
            polynomial[size + k] += r;
        }
        return polynomial;
    }

    private static PlonkEvaluations Evaluate(PlonkProvingKey key, Fr[][] wires, Fr[] product, Fr zeta, FrVector fr)
    {
        var here = Domain.PowersOf(zeta, key.Domain.Size + Blinders, fr);
        var next = Domain.PowersOf(zeta * key.Domain.Root, key.Domain.Size + Blinders, fr);
        var values = new List<Fr>(PlonkEvaluations.Count);
        foreach (var q in key.Selectors) values.Add(At(q, here));
        foreach (var sigma in key.Sigmas) values.Add(At(sigma, here));
        foreach (var w in wires) values.Add(At(w, here));
        foreach (var w in wires) values.Add(At(w, next));
        values.Add(At(product, here));
        values.Add(At(product, next));
        return new PlonkEvaluations([.. values]);

        Fr At(Fr[] polynomial, Fr[] powers) => fr.InnerProduct(polynomial, powers.AsSpan(0, polynomial.Length));
    }
}
