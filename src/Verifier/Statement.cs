using Zkml.Algebra.Fields;

namespace Zkml.Verifier;

/// <summary>
/// What a proof is about: the application context and the public columns. Values are the true entries, lowest axis
/// fastest (row-major tensor order), one array per public column, in the circuit's order.
/// </summary>
public sealed record Statement(Fr Context, long[][] Inputs, long[][] Outputs);
