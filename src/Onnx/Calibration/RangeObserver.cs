using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Calibration;

/// <summary>
/// Collects the smallest and largest number per value. Infinities, NaN and numbers of magnitude 1e9 or more are
/// attention masks (−∞, −1e9) rather than data, and would spoil every scale: they are left out.
/// </summary>
internal sealed class RangeObserver
{
    /// <summary>Magnitude from which a number counts as a mask.</summary>
    public const float MaskMagnitude = 1e9f;

    private readonly Dictionary<string, ValueRange> _ranges = [];

    public void Observe(string name, FloatTensor value)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (var x in value.Data)
        {
            // False for NaN, too.
            if (!(Math.Abs(x) < MaskMagnitude)) continue;
            min = Math.Min(min, x);
            max = Math.Max(max, x);
        }
        if (min > max) return;
        var range = new ValueRange(min, max);
        _ranges[name] = _ranges.TryGetValue(name, out var known) ? known.Hull(range) : range;
    }

    /// <summary>The ranges of these values; [0, 0] for one that held nothing but masks.</summary>
    public IReadOnlyDictionary<string, ValueRange> Ranges(IEnumerable<string> names)
    {
        var ranges = new SortedDictionary<string, ValueRange>(StringComparer.Ordinal);
        foreach (var name in names) ranges[name] = _ranges.GetValueOrDefault(name);
        return ranges;
    }
}
