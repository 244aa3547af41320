using Zkml.Circuits;
using Zkml.Circuits.Privacy;
using Zkml.Circuits.Relations;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The chunk size of models whose proofs go to a contract: each commitment costs it a point of calldata and a scalar multiplication,
/// so parameters, witness and every sealed tensor get one commitment each (docs/protocol.md §3.2, §3.11).
/// </summary>
public static class ChainChunk
{
    /// <summary>log2 of the smallest such chunk.</summary>
    /// <param name="circuit">The model's, or that of a batch.</param>
    /// <param name="available">log2 of the powers that there are; null when any number can be made.</param>
    /// <exception cref="InvalidDataException">The SRS is too small, or no chunk is large enough; the message says what is needed.</exception>
    public static int Choose(Circuit circuit, int? available)
    {
        RequireSealable(circuit);
        var bits = VerifyingKey.MinChunkBits;
        foreach (var length in Lengths(circuit))
        {
            while (1L << bits < length) bits++;
        }
        if (bits > VerifyingKey.MaxChunkBits)
        {
            throw new InvalidDataException(
                $"This model is too large for a chain: one commitment to its witness takes 2^{bits} entries, and a chunk has at most 2^{VerifyingKey.MaxChunkBits}.");
        }
        if (available < bits)
        {
            throw new InvalidDataException(
                $"For a chain, parameters, witness and each tensor must fit one commitment of 2^{bits} entries, and the SRS has 2^{available} powers: "
                + $"use one of at least 2^{bits} (zkml setup --log-size {bits}). Wrapping proofs needs five times the rows of the verifier's circuit besides, mostly 2^18.");
        }
        return bits;
    }

    /// <summary>The polynomials of hiding proofs: parameters, witness with the range tables of sealed inputs, each public tensor.</summary>
    private static IEnumerable<long> Lengths(Circuit circuit)
    {
        int[] tensors = [.. circuit.Inputs, .. circuit.Outputs];
        var plan = new ProofPlan(SealedCircuit.Of(circuit, tensors), VerifyingKey.MinChunkBits, new Privacy(tensors));
        return plan.Polynomials.Select(p => p.Packing.Length).Concat(tensors.Select(id => 1L << circuit.Columns[id].Space.Variables));
    }

    private static void RequireSealable(Circuit circuit)
    {
        foreach (var id in circuit.Inputs)
        {
            Column column = circuit.Columns[id];
            if (column.Max - column.Min < 1L << SealedCircuit.MaxRangeBits) continue;
            throw new InvalidDataException(
                $"The input '{column.Name}' takes {column.Max - column.Min + 1} values; at most 2^{SealedCircuit.MaxRangeBits} can be sealed on a chain. Quantize it to fewer bits (--bits).");
        }
    }
}
