namespace Zkml.Circuits.Execution;

/// <summary>
/// Bounds on a circuit that somebody else wrote, so that validating, setting up and verifying cost no more than a large
/// honest model does.
/// </summary>
public static class CircuitLimits
{
    public const int MaxColumns = 1 << 14;
    public const int MaxTables = 1 << 10;
    public const int MaxLookups = 1 << 14;
    public const int MaxContractions = 1 << 14;

    /// <summary>Index bits of one space.</summary>
    public const int MaxVariables = 26;

    /// <summary>Axes of one space.</summary>
    public const int MaxAxes = 16;

    /// <summary>Terms of all expressions together.</summary>
    public const int MaxTerms = 1 << 18;

    /// <summary>Terms of one expression.</summary>
    public const int MaxExpressionTerms = 64;

    /// <summary>Operands of a contraction in sum form.</summary>
    public const int MaxOperands = 1 << 10;

    /// <summary>Map groups of one operand.</summary>
    public const int MaxGroups = 3 * MaxAxes;

    /// <summary>Indices of one map group.</summary>
    public const int MaxMapIndices = 8;

    /// <summary>Padded entries of all columns, and of all lookups with all tables.</summary>
    public const long MaxEntries = 1L << 31;

    /// <summary>log2 of the rows of a structured table.</summary>
    public const int MaxTableBits = Tables.StructuredTables.MaxBits;

    /// <summary>Rows of all irregular columns together: the verifier computes each.</summary>
    public const int MaxIrregularRows = 1 << 19;

    /// <summary>Affine pieces of one column.</summary>
    public const int MaxPieces = 1 << 10;

    /// <summary>Affine pieces of all columns together.</summary>
    public const int MaxTotalPieces = 1 << 14;

    /// <summary>
    /// The sum of |coefficients| of a map group's equation: the number of carries of the automaton that evaluates it.
    /// </summary>
    public const long MaxCoefficientSum = 1 << 20;

    /// <summary>The magnitude of a map group's constant.</summary>
    public const long MaxMapConstant = 1L << 40;

    /// <summary>Automaton steps (docs/protocol.md §6.3) of all map groups together.</summary>
    public const long MaxAutomatonSteps = 1L << 26;

    /// <summary>Steps of the searches that decide whether unusual views vanish on padding.</summary>
    public const long MaxViewSteps = 1L << 24;

    /// <summary>Magnitude of a declared bound and of an expression's coefficient: below 2^62.</summary>
    public const long MaxMagnitude = (1L << 62) - 1;

    /// <summary>The largest power of two by which an expression is divided.</summary>
    public const int MaxShift = 62;

    public const int MaxNameLength = 256;
}
