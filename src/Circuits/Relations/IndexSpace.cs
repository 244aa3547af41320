namespace Zkml.Circuits.Relations;

/// <summary>One axis of an index space: <paramref name="Extent"/> true positions, padded to 2^<paramref name="Bits"/>.</summary>
public readonly record struct Axis(int Extent, int Bits)
{
    /// <summary>The axis of an extent, padded to the next power of two.</summary>
    public static Axis Of(int extent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1);
        var bits = 0;
        while ((1L << bits) < extent) bits++;
        return new Axis(extent, bits);
    }

    public int Padded => 1 << Bits;

    public bool IsFull => Extent == Padded;
}

/// <summary>
/// The product of axes, lowest (fastest) axis first. An index is the concatenation of the axes' bits; index bit k
/// (bit 0 least significant) is variable k (docs/protocol.md §1.3).
/// </summary>
public sealed class IndexSpace
{
    private readonly int[] firstVariable;

    public IndexSpace(params Axis[] axes)
    {
        Axes = axes;
        firstVariable = new int[axes.Length];
        for (var k = 0; k < axes.Length; k++)
        {
            firstVariable[k] = Variables;
            Variables += axes[k].Bits;
        }
    }

    /// <summary>The axes, lowest first.</summary>
    public IReadOnlyList<Axis> Axes { get; }

    /// <summary>The number of index bits.</summary>
    public int Variables { get; }

    /// <summary>The number of entries, padding included.</summary>
    public int Size => 1 << Variables;

    /// <summary>The number of true entries.</summary>
    public long TrueSize => Axes.Aggregate(1L, (n, a) => n * a.Extent);

    /// <summary>True when no axis is padded.</summary>
    public bool IsFull => Axes.All(a => a.IsFull);

    /// <summary>The first variable of axis <paramref name="axis"/>.</summary>
    public int FirstVariable(int axis) => firstVariable[axis];

    /// <summary>The axis that owns a variable.</summary>
    public int AxisOfVariable(int variable)
    {
        for (var k = 0; k < Axes.Count; k++)
        {
            if (variable < firstVariable[k] + Axes[k].Bits) return k;
        }
        throw new ArgumentOutOfRangeException(nameof(variable));
    }

    /// <summary>The position along one axis of a padded index.</summary>
    public int Position(int index, int axis) => (index >> firstVariable[axis]) & (Axes[axis].Padded - 1);

    /// <summary>True when the index is not padding on any axis.</summary>
    public bool IsReal(int index)
    {
        for (var k = 0; k < Axes.Count; k++)
        {
            if (Position(index, k) >= Axes[k].Extent) return false;
        }
        return true;
    }

    /// <summary>The padded index of the true entry with dense number <paramref name="dense"/> (lowest axis fastest).</summary>
    public int PaddedIndex(int dense)
    {
        var index = 0;
        for (var k = 0; k < Axes.Count; k++)
        {
            index |= (dense % Axes[k].Extent) << firstVariable[k];
            dense /= Axes[k].Extent;
        }
        return index;
    }
}
