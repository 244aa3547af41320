using Zkml.Circuits.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// What a layer's result should look like: t counts in units of <see cref="ArgumentScale"/>, the activation maps t to a
/// code of <see cref="Format"/>.
/// </summary>
/// <param name="ArgumentScale">Real value of one unit of t; meaningless when <paramref name="Activation"/> is null.</param>
/// <param name="Format">Format of the output codes; of an exact output, only after its accumulators have a scale.</param>
/// <param name="Activation">What is applied to t, or null when the accumulators themselves are the output.</param>
/// <param name="Lower">Lower bound of a clamp as a real number, or −∞.</param>
/// <param name="Upper">Upper bound of a clamp as a real number, or ∞.</param>
/// <param name="IsScaleFree">True when a slightly larger scale would do as well.</param>
internal sealed record OutputTarget(
    double ArgumentScale, CodeFormat Format, Activation? Activation, double Lower, double Upper, bool IsScaleFree)
{
    /// <summary>The accumulators are the output, at whatever scale they have.</summary>
    public static OutputTarget Exact { get; } =
        new(1, new CodeFormat(1, 0, 0), null, double.NegativeInfinity, double.PositiveInfinity, false);

    public bool IsExact => Activation is null;

    /// <summary>
    /// Codes of a format, clamped to the codes of two real bounds: code of a bound = floor(bound / scale + 1/2), itself
    /// clamped to the format.
    /// </summary>
    public static OutputTarget Clamp(CodeFormat format, double lower, double upper, bool isScaleFree)
    {
        var min = double.IsNegativeInfinity(lower) ? format.Min : format.Encode(lower);
        var max = double.IsPositiveInfinity(upper) ? format.Max : format.Encode(upper);
        return new OutputTarget(format.Scale, format with { Min = min, Max = max }, new ClampActivation(min, max), lower, upper, isScaleFree);
    }

    /// <summary>A table of a function, which fixes both scales.</summary>
    public static OutputTarget Function(double argumentScale, CodeFormat format, FunctionActivation function) =>
        new(argumentScale, format, function, double.NegativeInfinity, double.PositiveInfinity, false);

    /// <summary>
    /// A table whose argument has <paramref name="argumentFraction"/> fractional bits and whose result is the fixed-point
    /// number that the function's own bounds and fraction say.
    /// </summary>
    public static OutputTarget FixedPoint(int argumentFraction, FunctionActivation function) => Function(
        1.0 / (1L << argumentFraction), CodeFormat.FixedPoint(function.OutputFraction, function.Min, function.Max), function);

    /// <summary>The same clamp at another scale.</summary>
    public OutputTarget WithScale(double scale, CodeFormat unclamped) =>
        Clamp(unclamped with { Scale = scale }, Lower, Upper, false);
}
