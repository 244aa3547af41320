namespace Zkml.Wrapper.Circuit;

/// <summary>The statement of a row (docs/wrapper.md §2).</summary>
public enum RowKind : byte
{
    /// <summary><c>q_L·a + q_R·b + q_O·c + q_D·d + q_M·a·b + q_C + PI = 0</c>.</summary>
    Arithmetic,

    /// <summary>The next row holds M_E applied to the fifth powers of (wire + constant).</summary>
    FullRound,

    /// <summary>The next row holds M_I applied to the wires, the first one raised to the fifth power.</summary>
    PartialRound,
}

/// <summary>
/// One row: four wires, their selectors, and the gadget that made it. A wire of −1 is not used and holds 0.
/// </summary>
public readonly record struct Row(RowKind Kind, int A, int B, int C, int D, int Label)
{
    /// <summary>Number of wires of a row.</summary>
    public const int Wires = 4;

    /// <summary>q_L, q_R, q_O, q_D: factors of the wires, or the constants of a round.</summary>
    public required (Fr L, Fr R, Fr O, Fr D) Q { get; init; }

    /// <summary>q_M, the factor of a·b.</summary>
    public Fr M { get; init; }

    /// <summary>q_C, the constant.</summary>
    public Fr Constant { get; init; }

    /// <summary>Wire j of the row.</summary>
    public int Wire(int j) => j switch { 0 => A, 1 => B, 2 => C, _ => D };

    /// <summary>Selector j of q_L, q_R, q_O, q_D.</summary>
    public Fr Selector(int j) => j switch { 0 => Q.L, 1 => Q.R, 2 => Q.O, _ => Q.D };
}
