namespace Zkml.Circuits.Relations;

/// <summary>
/// For every true index i of the space, <c>(Elements[0](i), …)</c> is a row of the table; every padding index looks up
/// the all-zero row of table <see cref="Tables.Table.ZeroId"/> (docs/protocol.md §3.4). The number of elements equals
/// the number of columns of the table.
/// </summary>
/// <param name="Name">For messages.</param>
/// <param name="Space">The index space of the lookup.</param>
/// <param name="TableId">1-based id in <see cref="Circuit.Tables"/>.</param>
/// <param name="Elements">Expressions over <paramref name="Space"/>.</param>
public sealed record Lookup(string Name, IndexSpace Space, int TableId, IReadOnlyList<Expression> Elements);
