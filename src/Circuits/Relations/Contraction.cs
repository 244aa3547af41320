namespace Zkml.Circuits.Relations;

/// <summary>What an index of a map group ranges over.</summary>
public enum MapIndexKind : byte
{
    /// <summary>An axis of the contraction's joint space (output axes first, then contracted axes).</summary>
    Joint = 0,

    /// <summary>An axis of the operand's source space.</summary>
    Source = 1,

    /// <summary>An index summed over inside the map; it appears nowhere else.</summary>
    Summed = 2,
}

/// <summary>One index of a map group. <see cref="AxisNumber"/> is the joint or source axis; unused when summed.</summary>
public sealed record MapIndex(MapIndexKind Kind, int AxisNumber, Axis Axis, long Coefficient);

/// <summary>
/// The 0/1 tensor <c>[Σ Coefficient_k · index_k + Constant = 0] · Π [index_k &lt; extent_k]</c>; without an equation
/// only the bounds. Summed indices are summed over. Evaluated by an automaton over index bits (docs/protocol.md §6.3).
/// </summary>
public sealed record MapGroup(IReadOnlyList<MapIndex> Indices, long Constant, bool HasEquation = true);

/// <summary>
/// A factor of a contraction: <c>A(j) = Σ_u Π_g Groups_g(j, u) · Source(u, bound part of j)</c>. Each axis of the
/// source space is either bound to a joint axis of the same bits (<c>Bound[axis] = joint axis</c>), or
/// belongs to exactly one map group (<c>Bound[axis] = -1</c>).
/// </summary>
public sealed record Operand(Expression Source, IReadOnlyList<int> Bound, IReadOnlyList<MapGroup> Groups)
{
    public bool IsMapped => Groups.Count > 0;
}

/// <summary>
/// For every index o of <see cref="Space"/>, padding included:
/// <code>Left(o) = Σ_c Operands[0](o, c) · Operands[1](o, c)        (product form: two operands)
/// Left(o) = Σ_k Operands[k](o)                              (sum form: any number of mapped operands, nothing contracted)</code>
/// The joint space is <see cref="Space"/>'s axes followed by <see cref="Contracted"/>'s. An output axis that both
/// operands of a product use is a batch axis; one that a single operand uses is free. <see cref="Left"/> holds the
/// virtual column with its power of two, remainder limbs, biases and constants.
/// </summary>
public sealed record Contraction(
    string Name,
    IndexSpace Space,
    IndexSpace Contracted,
    Expression Left,
    ContractionForm Form,
    IReadOnlyList<Operand> Operands);

/// <summary>The two shapes of the right side of a contraction.</summary>
public enum ContractionForm : byte
{
    Sum = 0,
    Product = 1,
}
