using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Tensors;

namespace Zkml.Circuits.Lowering;

/// <summary>Reads one tap of a window along one dimension of a row-major tensor, 0 out of bounds.</summary>
internal sealed class TapReader
{
    private readonly long[] data;
    private readonly WindowAxis window;
    private readonly int outer;
    private readonly int inner;

    private TapReader(long[] data, WindowAxis window, int outer, int inner) =>
        (this.data, this.window, this.outer, this.inner) = (data, window, outer, inner);

    public static TapReader Of(IntegerTensor tensor, int dimension, WindowAxis window) => new(
        tensor.Data, window, TensorShape.Size(tensor.Shape.AsSpan(0, dimension)), TensorShape.Size(tensor.Shape.AsSpan(dimension + 1)));

    /// <summary>x[stride·p + dilation·tap − pad] − offset for every output position, in a fresh array.</summary>
    public long[] Read(int tap, long offset)
    {
        var result = new long[outer * window.Output * inner];
        var (first, end) = window.Positions(tap);
        for (var o = 0; o < outer; o++)
        {
            for (var p = first; p < end; p++)
            {
                var u = (window.Stride * p) + (window.Dilation * tap) - window.PadBegin;
                var source = data.AsSpan(((o * window.Input) + u) * inner, inner);
                var target = result.AsSpan(((o * window.Output) + p) * inner, inner);
                for (var i = 0; i < inner; i++) target[i] = source[i] - offset;
            }
        }
        return result;
    }

    /// <summary>The maximum of the first taps, read with an offset that makes them non-negative.</summary>
    public long[] Maximum(int taps, long offset)
    {
        var result = Read(0, offset);
        for (var tap = 1; tap < taps; tap++)
        {
            var other = Read(tap, offset);
            for (var i = 0; i < result.Length; i++) result[i] = Math.Max(result[i], other[i]);
        }
        return result;
    }
}
