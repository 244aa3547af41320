namespace Zkml.Circuits.Relations;

/// <summary>Where a column's values come from, and who vouches for them (docs/protocol.md §3.1).</summary>
public enum ColumnKind : byte
{
    /// <summary>Weights and biases, committed once; ranges proven by the model certificate.</summary>
    Parameter = 0,

    /// <summary>Committed per inference; every entry is pinned by a lookup or an identity.</summary>
    Witness = 1,

    /// <summary>Known to the verifier, which checks range and zero padding itself.</summary>
    Public = 2,

    /// <summary>Never committed: defined by exactly one contraction, used by lookups over the same index space.</summary>
    Virtual = 3,
}

/// <summary>
/// A tensor of integers in [<see cref="Min"/>, <see cref="Max"/>] on its true entries and 0 on its padding.
/// </summary>
/// <param name="Id">Position in <see cref="Circuit.Columns"/>.</param>
/// <param name="Name">Unique, for messages.</param>
/// <param name="Kind">Who vouches for it.</param>
/// <param name="Space">Its index space.</param>
/// <param name="Min">Smallest true entry.</param>
/// <param name="Max">Largest true entry.</param>
public sealed record Column(int Id, string Name, ColumnKind Kind, IndexSpace Space, long Min, long Max);
