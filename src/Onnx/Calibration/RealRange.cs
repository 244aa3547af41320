namespace Zkml.Onnx.Calibration;

/// <summary>The closed range of the real numbers that a value took during calibration.</summary>
public readonly record struct RealRange(double Min, double Max)
{
    /// <summary>max(|Min|, |Max|).</summary>
    public double Magnitude => Math.Max(Math.Abs(Min), Math.Abs(Max));

    public RealRange Hull(RealRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    public RealRange Hull(double value) => Hull(new RealRange(value, value));
}
