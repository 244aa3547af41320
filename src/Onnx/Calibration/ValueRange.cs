namespace Zkml.Onnx.Calibration;

/// <summary>The closed range of the real numbers that a value took during calibration.</summary>
public readonly record struct ValueRange(double Min, double Max)
{
    /// <summary>max(|Min|, |Max|).</summary>
    public double Magnitude => Math.Max(Math.Abs(Min), Math.Abs(Max));

    public ValueRange Hull(ValueRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    public ValueRange Hull(double value) => Hull(new ValueRange(value, value));
}
