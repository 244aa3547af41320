using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Transcripts;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier;

/// <summary>
/// What the stages of one run of the protocol share, in the verifier, in the prover opposite it and in the circuit of the verifier:
/// the inputs, the challenges so far and the claims to open. Not thread-safe: one run, one state.
/// </summary>
public sealed class ProtocolState<T>
    where T : struct, IScalar<T>
{
    /// <summary>What folds tables of field elements.</summary>
    public KernelSet Kernels { get; init; } = KernelSet.Default;

    public required ProofPlan Plan { get; init; }

    public required Transcript<T> Transcript { get; init; }

    public required IAssertions<T> Assertions { get; init; }

    public required ProofScalars<T> Proof { get; init; }

    public required PointDigests<T> Digests { get; init; }

    /// <summary>Padded values of the public columns, by column id.</summary>
    public required IReadOnlyDictionary<int, T[]> Publics { get; init; }

    /// <summary>The LogUp point, set by <see cref="Stages.LogUp"/>.</summary>
    public T[] Rho { get; set; } = [];

    /// <summary>The contraction sumcheck's challenges.</summary>
    public T[] X { get; set; } = [];

    /// <summary>The index-map sumcheck's challenges.</summary>
    public T[] Z { get; set; } = [];

    /// <summary>Evaluations sent so far, by claim.</summary>
    public Dictionary<ClaimKey, T> Values { get; } = [];

    /// <summary>Claims on committed columns, to be reduced and opened.</summary>
    public List<(ClaimKey Key, T Value)> Claims { get; } = [];

    /// <summary>The first failed check.</summary>
    public Rejection? Rejection { get; private set; }

    public T Resolve(Coordinate c) => c.Source switch
    {
        CoordinateSource.Bit => c.Index == 0 ? T.Zero : T.One,
        CoordinateSource.Rho => Rho[c.Index],
        CoordinateSource.X => X[c.Index],
        _ => Z[c.Index],
    };

    public T[] Resolve(IReadOnlyList<Coordinate> point)
    {
        var resolved = new T[point.Count];
        for (var k = 0; k < resolved.Length; k++) resolved[k] = Resolve(point[k]);
        return resolved;
    }

    /// <summary>Takes a stage's evaluations: committed columns become claims to open, virtual ones are only known.</summary>
    public void Record(IReadOnlyList<ClaimKey> keys, ReadOnlySpan<T> values)
    {
        for (var k = 0; k < keys.Count; k++)
        {
            Values[keys[k]] = values[k];
            if (Plan.Circuit.Columns[keys[k].Column].Kind != ColumnKind.Virtual) Claims.Add((keys[k], values[k]));
        }
    }

    /// <summary>The value of a column at a point: sent by the prover, or evaluated here when it is public.</summary>
    public T ValueOf(ClaimKey key)
    {
        if (Values.TryGetValue(key, out var value)) return value;
        var table = (T[])Publics[key.Column].Clone();
        value = MultilinearFold.Evaluate(table, (ReadOnlySpan<T>)Resolve(key.Point), Kernels);
        Values[key] = value;
        return value;
    }

    /// <summary>An expression at a point of its space, from the values of its columns (docs/protocol.md §3.3).</summary>
    public T Evaluate(Expression expression, IReadOnlyList<Coordinate> point)
    {
        var resolved = Resolve(point);
        var total = T.Zero;
        foreach (var term in expression.Terms)
        {
            var value = T.FromInt64(term.Coefficient)
                * Masks.OfAxes(expression.Space, resolved, Masks.UnusedAxes(expression.Space, term));
            if (term.Column != Term.Constant) value *= ValueOf(ProofPlan.KeyOf(term, point));
            total += value;
        }
        return expression.Shift == 0 ? total : total * T.Invert(T.FromInt64(1L << expression.Shift));
    }

    /// <summary>Requires equality; on failure records the rejection and answers false.</summary>
    public bool RequireEqual(T expected, T got, Step step, string what, int index = -1)
    {
        if (Assertions.AreEqual(expected, got)) return true;
        Rejection ??= new Rejection(step, what, index, Assertions.Show(expected), Assertions.Show(got));
        return false;
    }

    /// <summary>Requires a non-zero value; on failure records the rejection and answers false.</summary>
    public bool RequireNonZero(T value, Step step, string what)
    {
        if (Assertions.IsNonZero(value)) return true;
        Rejection ??= new Rejection(step, what);
        return false;
    }
}
