namespace Zkml.Tensors;

/// <summary>
/// Row-major shape arithmetic (outermost dimension first) with NumPy broadcasting (shapes aligned at their last dimension).
/// Extents are not negative; products beyond 2^31 throw OverflowException. Pure functions: thread-safe.
/// </summary>
public static class TensorShape
{
    /// <summary>Largest number of entries of any value in a model.</summary>
    public const int MaxElements = 1 << 26;

    /// <summary>Largest number of dimensions of any value in a model.</summary>
    public const int MaxRank = 8;

    /// <summary>The number of entries, 1 for a scalar.</summary>
    public static int Size(ReadOnlySpan<int> shape)
    {
        var size = 1;
        foreach (var extent in shape) size *= extent;
        return size;
    }

    /// <summary>The product of the extents in [start, end).</summary>
    public static int Product(ReadOnlySpan<int> shape, int start, int end) => Size(shape[start..end]);

    /// <summary>
    /// Why a shape is beyond the limits above, as the end of a sentence ("has 9 dimensions; …"), or null. Zeros are left
    /// out of the number of entries, so that the product of any part of an accepted shape fits an int.
    /// </summary>
    public static string? Error(ReadOnlySpan<long> shape)
    {
        if (shape.Length > MaxRank) return $"has {shape.Length} dimensions; at most {MaxRank} are supported";
        var size = 1L;
        foreach (var extent in shape)
        {
            if (extent is < 0 or > MaxElements) return $"has a dimension of {extent}; it must be between 0 and {MaxElements}";
            size *= Math.Max(extent, 1);
            if (size > MaxElements) return $"of shape {Describe(shape.ToArray())} has more than {MaxElements} elements, the largest supported size";
        }
        return null;
    }

    /// <summary>Row-major strides, in entries.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new int[shape.Length];
        var stride = 1;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /// <summary>The broadcast shape, or null when the shapes are incompatible.</summary>
    public static int[]? Broadcast(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var result = new int[Math.Max(a.Length, b.Length)];
        for (var k = 1; k <= result.Length; k++)
        {
            var (x, y) = (k <= a.Length ? a[^k] : 1, k <= b.Length ? b[^k] : 1);
            if (x != y && x != 1 && y != 1) return null;
            result[^k] = x == 1 ? y : x;
        }
        return result;
    }

    /// <summary>
    /// Strides with which a tensor of <paramref name="shape"/> is read at indices of the broadcast shape: 0 on
    /// dimensions that it repeats.
    /// </summary>
    public static int[] BroadcastStrides(ReadOnlySpan<int> shape, ReadOnlySpan<int> target)
    {
        var own = Strides(shape);
        var result = new int[target.Length];
        for (var k = 1; k <= shape.Length; k++) result[^k] = shape[^k] == 1 ? 0 : own[^k];
        return result;
    }

    /// <summary>The offset of every entry of a shape read with the given strides, in row-major order.</summary>
    public static int[] Offsets(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, int start = 0)
    {
        var offsets = new int[Size(shape)];
        var index = new int[shape.Length];
        var offset = start;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = offset;
            for (var d = shape.Length - 1; d >= 0; d--)
            {
                offset += strides[d];
                if (++index[d] < shape[d]) break;
                offset -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return offsets;
    }

    /// <summary>"[2, 3, 4]", for messages.</summary>
    public static string Describe<T>(IEnumerable<T> shape) => $"[{string.Join(", ", shape)}]";
}
