namespace Zkml.Circuits.Lowering;

/// <summary>A compiled model: the circuit, its parameters, and how to fill the rest.</summary>
/// <param name="Circuit">What prover and verifier know.</param>
/// <param name="Parameters">Padded values by column id of the parameter columns.</param>
/// <param name="Program">Computes a trace from inputs.</param>
/// <param name="Report">Sizes and notes, per operator and in all.</param>
public sealed record LoweredModel(
    Circuit Circuit, IReadOnlyDictionary<int, long[]> Parameters, WitnessProgram Program, LoweringReport Report);
