using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>Consecutive axes of an index space that together index one dimension, lowest first.</summary>
internal readonly record struct AxisRun(int First, IReadOnlyList<Axis> Axes);

/// <summary>
/// How a tensor's dimensions lie in an index space: each dimension has a list of axes, and the space holds the axes of
/// the last dimension first. Numbering the true entries of the space with the lowest axis fastest is then row-major order.
/// </summary>
public sealed class TensorLayout
{
    private readonly int[] firstAxis;

    internal TensorLayout(int[] shape, IReadOnlyList<Axis>[] dimensions)
    {
        (Shape, Dimensions) = (shape, dimensions);
        firstAxis = new int[shape.Length];
        var axes = new List<Axis>();
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            firstAxis[d] = axes.Count;
            axes.AddRange(dimensions[d]);
        }
        Space = new IndexSpace([.. axes]);
    }

    /// <summary>The extents, row-major.</summary>
    public int[] Shape { get; }

    /// <summary>The axes of each dimension, lowest first; their extents multiply to the dimension's.</summary>
    public IReadOnlyList<IReadOnlyList<Axis>> Dimensions { get; }

    public IndexSpace Space { get; }

    /// <summary>One axis per dimension of extent above 1.</summary>
    public static TensorLayout Of(int[] shape) => new(shape, Array.ConvertAll(shape, AxisFactors.Of));

    /// <summary>The axes of a dimension, as positions in <see cref="Space"/>.</summary>
    internal AxisRun Run(int dimension) => new(firstAxis[dimension], Dimensions[dimension]);

    /// <summary>The same index bits under another shape, or null when its dimensions do not factor along the axes.</summary>
    internal TensorLayout? Reshape(int[] shape)
    {
        var lowestFirst = shape.Reverse().ToArray();
        var runs = AxisFactors.Regroup(Space.Axes, lowestFirst);
        if (runs is null) return null;
        Array.Reverse(runs);
        return new TensorLayout(shape, runs);
    }

    /// <summary>The layout with one dimension replaced.</summary>
    internal TensorLayout With(int dimension, IReadOnlyList<Axis> axes)
    {
        var (shape, dimensions) = ((int[])Shape.Clone(), Dimensions.ToArray());
        shape[dimension] = axes.Aggregate(1, (n, a) => n * a.Extent);
        dimensions[dimension] = axes;
        return new TensorLayout(shape, dimensions);
    }

    /// <summary>The layout of the dimensions in another order.</summary>
    internal TensorLayout Permute(int[] permutation) =>
        new(Array.ConvertAll(permutation, d => Shape[d]), Array.ConvertAll(permutation, d => Dimensions[d]));

    /// <summary>The variables of some of the space's axes, in order.</summary>
    internal int[] Variables(AxisRun run)
    {
        var variables = new List<int>();
        for (var k = 0; k < run.Axes.Count; k++)
        {
            for (var bit = 0; bit < run.Axes[k].Bits; bit++) variables.Add(Space.FirstVariable(run.First + k) + bit);
        }
        return [.. variables];
    }
}
