using Zkml.Circuits.Tables.Functions;

namespace Zkml.Circuits.Graph;

/// <summary>
/// <c>t = floor((acc + 2^(Shift−1)) / 2^Shift)</c> (round half up; <c>t = acc</c> when Shift is 0), then
/// <c>y = Activation(t)</c>. The activation also clamps to the output's range.
/// </summary>
public sealed record Requantization(int Shift, Activation Activation);

/// <summary>The function applied to a requantized accumulator.</summary>
public abstract record Activation(long Min, long Max);

/// <summary><c>min(max(t, Min), Max)</c>: identity with saturation, ReLU (Min = 0), ReLU6/Clip (bounds as codes).</summary>
public sealed record ClampActivation(long Min, long Max) : Activation(Min, Max);

/// <summary>
/// A catalogue function of the fixed-point number <c>t / 2^InputFraction</c>, as codes with <c>OutputFraction</c>
/// fractional bits in [Min, Max]; see <see cref="Tables.IrregularColumn"/>. Outside the table's domain the function
/// takes its value at the nearest end of the domain.
/// </summary>
public sealed record FunctionActivation(
    TableFunction Function, int InputFraction, int OutputFraction, long Min, long Max, long Parameter = 0)
    : Activation(Min, Max);
