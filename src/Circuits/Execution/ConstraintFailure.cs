using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>What kind of rule a trace breaks.</summary>
public enum ConstraintKind
{
    /// <summary>A column is missing or has the wrong number of entries.</summary>
    Shape = 0,

    /// <summary>A true entry of a parameter or public column is outside its declared range.</summary>
    Range = 1,

    /// <summary>A padding entry of a column is not zero, or an element of a lookup is not zero on padding.</summary>
    Padding = 2,

    /// <summary>A numerator is not divisible by its power of two.</summary>
    Division = 3,

    /// <summary>A tuple is not a row of its table.</summary>
    Lookup = 4,

    /// <summary>The two sides of a contraction differ.</summary>
    Contraction = 5,

    /// <summary>A multiplicity is not the number of lookups of its row.</summary>
    Multiplicity = 6,
}

/// <summary>One broken rule of a trace.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Name">The column's, lookup's or contraction's name.</param>
/// <param name="Position">The position along each axis, lowest axis first.</param>
/// <param name="Expected">What the rule demands.</param>
/// <param name="Got">What the trace has.</param>
public sealed record ConstraintFailure(
    ConstraintKind Kind, string Name, IReadOnlyList<int> Position, string Expected, string Got)
{
    public override string ToString() =>
        $"{Kind} of '{Name}' at [{string.Join(", ", Position)}]: expected {Expected}, got {Got}";

    /// <summary>The position along each axis of a padded index.</summary>
    internal static int[] PositionOf(IndexSpace space, int index)
    {
        var position = new int[space.Axes.Count];
        for (var axis = 0; axis < position.Length; axis++) position[axis] = space.Position(index, axis);
        return position;
    }
}
