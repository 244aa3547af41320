using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;
using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Calibration;

/// <summary>
/// Collects the smallest and largest number per value. Infinities, NaN and numbers of magnitude 1e9 or more are
/// attention masks (−∞, −1e9) rather than data, and would spoil every scale: they are left out. For one thread; the
/// ranges of several add up in any order.
/// </summary>
internal sealed class RangeObserver
{
    /// <summary>Magnitude from which a number counts as a mask.</summary>
    public const float MaskMagnitude = 1e9f;

    private readonly Dictionary<string, RealRange> ranges = [];

    /// <summary>Widens the range of a value by these numbers.</summary>
    public void Observe(string name, ReadOnlySpan<float> numbers)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (var x in numbers)
        {
            // False for NaN, too.
            if (!(Math.Abs(x) < MaskMagnitude)) continue;
            min = Math.Min(min, x);
            max = Math.Max(max, x);
        }
        if (min <= max) Widen(name, new RealRange(min, max));
    }

    /// <summary>Widens the range of a value by a tensor; of integers, every number counts.</summary>
    public void Observe(string name, Tensor tensor)
    {
        if (tensor is FloatTensor floats) Observe(name, floats.Data);
        else if (tensor is LongTensor { Length: > 0 } longs) Widen(name, new RealRange(TensorPrimitives.Min<long>(longs.Data), TensorPrimitives.Max<long>(longs.Data)));
    }

    /// <summary>Widens all ranges by those of another.</summary>
    public void Add(RangeObserver other)
    {
        foreach (var (name, range) in other.ranges) Widen(name, range);
    }

    /// <summary>The ranges of these values; [0, 0] for one that held nothing but masks.</summary>
    public IReadOnlyDictionary<string, RealRange> Ranges(IEnumerable<string> names)
    {
        var sorted = new SortedDictionary<string, RealRange>(StringComparer.Ordinal);
        foreach (var name in names) sorted[name] = ranges.GetValueOrDefault(name);
        return sorted;
    }

    private void Widen(string name, RealRange range) =>
        ranges[name] = ranges.TryGetValue(name, out var known) ? known.Hull(range) : range;
}
