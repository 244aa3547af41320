namespace Zkml.Circuits.Graph;

/// <summary>What the codes of a graph input or output mean.</summary>
public enum ValueKind
{
    /// <summary>real = code · scale.</summary>
    Real,

    /// <summary>The codes are the numbers themselves: ids, masks, pixels, booleans as 0 and 1. The scale is 1.</summary>
    Integer,
}

/// <summary>
/// The scale field of model and key files (docs/file-formats.md): a real value's scale, or 0 for integers. Files of models
/// with real values only are thus what they were before there were kinds.
/// </summary>
public static class ScaleField
{
    public static double Of(ValueKind kind, double scale) => kind == ValueKind.Integer ? 0 : scale;

    /// <summary>False for what no writer makes: negative numbers, −0, NaN, infinities.</summary>
    public static bool TryRead(double field, out ValueKind kind, out double scale)
    {
        kind = BitConverter.DoubleToInt64Bits(field) == 0 ? ValueKind.Integer : ValueKind.Real;
        scale = kind == ValueKind.Integer ? 1 : field;
        return IsValid(kind, scale);
    }

    /// <summary>True for a positive, finite scale, which is 1 for integers.</summary>
    public static bool IsValid(ValueKind kind, double scale) => kind switch
    {
        ValueKind.Real => double.IsFinite(scale) && scale > 0,
        ValueKind.Integer => scale == 1,
        _ => false,
    };
}
