using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits;

/// <summary>
/// The compiled form of a quantized model: columns, tables and two kinds of relation. The only thing that prover and
/// verifier know about the model. Plain data; <see cref="Execution.CircuitValidator"/> checks its well-formedness.
/// </summary>
public sealed class Circuit
{
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Tables in id order: the table with id k stands at position k − 1; the first is the zero table.</summary>
    public required IReadOnlyList<Table> Tables { get; init; }

    public required IReadOnlyList<Lookup> Lookups { get; init; }

    public required IReadOnlyList<Contraction> Contractions { get; init; }

    /// <summary>Public input columns, in statement order.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>Public output columns, in statement order.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }

    /// <summary>
    /// Column id of each table's multiplicities (a <see cref="ColumnKind.Witness"/> over 2^bits entries), by table position.
    /// </summary>
    public required IReadOnlyList<int> Multiplicities { get; init; }

    public Table TableById(int id) => Tables[id - 1];
}
