using System.Globalization;
using System.Numerics;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>
/// Evaluates every rule of a circuit on a trace, directly over the integers: the meaning of the relations, against
/// which provers, verifiers and lowerings are tested. Slow and simple; expects a circuit that
/// <see cref="CircuitValidator"/> accepts.
/// </summary>
public sealed class ConstraintChecker
{
    private readonly Circuit circuit;
    private readonly long[][] columns;
    private readonly int maxFailures;
    private readonly List<ConstraintFailure> failures = [];

    private ConstraintChecker(Circuit circuit, long[][] columns, int maxFailures)
    {
        this.circuit = circuit;
        this.columns = columns;
        this.maxFailures = maxFailures;
    }

    /// <summary>The first broken rules of a trace; none when it satisfies the circuit.</summary>
    /// <param name="circuit">A well-formed circuit.</param>
    /// <param name="columns">By column id, virtual and multiplicity columns included, 2^variables entries each.</param>
    /// <param name="maxFailures">Where to stop.</param>
    public static IReadOnlyList<ConstraintFailure> Check(Circuit circuit, long[][] columns, int maxFailures = 10)
    {
        var checker = new ConstraintChecker(circuit, columns, maxFailures);
        if (checker.CheckShapes()) checker.CheckAll();
        return checker.failures;
    }

    private void CheckAll()
    {
        foreach (var column in circuit.Columns) CheckEntries(column);
        foreach (var contraction in circuit.Contractions)
        {
            if (failures.Count >= maxFailures) return;
            ExpressionValues.InNarrowest(
                () => CheckContraction<long>(contraction),
                () => CheckContraction<Int128>(contraction),
                () => CheckContraction<BigInteger>(contraction)).ForEach(Report);
        }
        CheckLookups();
    }

    private bool CheckShapes()
    {
        if (columns.Length != circuit.Columns.Count)
        {
            Report(new(ConstraintKind.Shape, "trace", [], $"{circuit.Columns.Count} columns", $"{columns.Length}"));
        }
        for (var k = 0; k < Math.Min(columns.Length, circuit.Columns.Count); k++)
        {
            var column = circuit.Columns[k];
            if (columns[k] is null || columns[k].Length != column.Space.Size)
            {
                Report(new(ConstraintKind.Shape, column.Name, [], $"{column.Space.Size} entries", $"{columns[k]?.Length}"));
            }
        }
        return failures.Count == 0;
    }

    private void CheckEntries(Column column)
    {
        var declared = column.Kind is ColumnKind.Parameter or ColumnKind.Public;
        var values = columns[column.Id];
        for (var i = 0; i < values.Length && failures.Count < maxFailures; i++)
        {
            var real = column.Space.IsReal(i);
            if (!real && values[i] != 0) Fail(ConstraintKind.Padding, column.Name, column.Space, i, "0", values[i]);
            if (real && declared && (values[i] < column.Min || values[i] > column.Max))
            {
                Fail(ConstraintKind.Range, column.Name, column.Space, i, $"[{column.Min}, {column.Max}]", values[i]);
            }
        }
    }

    // Collects its failures before reporting them, since a run that overflows is started again in a wider integer.
    private List<ConstraintFailure> CheckContraction<T>(Contraction contraction)
        where T : IBinaryInteger<T>
    {
        var found = new List<ConstraintFailure>();
        var left = ExpressionValues.Numerators<T>(contraction.Left, columns);
        var right = RightSide<T>(contraction);
        for (var o = 0; o < left.Length && failures.Count + found.Count < maxFailures; o++)
        {
            if (left[o] == right[o]) continue;
            var position = ConstraintFailure.PositionOf(contraction.Space, o);
            found.Add(new(ConstraintKind.Contraction, contraction.Name, position, $"right side {right[o]}", $"left side {left[o]}"));
        }
        return found;
    }

    private T[] RightSide<T>(Contraction contraction)
        where T : IBinaryInteger<T>
    {
        var joint = JointAxes.Of(contraction);
        var right = new T[contraction.Space.Size];
        if (contraction.Form == ContractionForm.Sum)
        {
            foreach (var operand in contraction.Operands)
            {
                var term = OperandValues<T>.Evaluate(operand, joint, columns);
                var offsets = term.Offsets(contraction.Space, 0);
                for (var o = 0; o < right.Length; o++) right[o] = checked(right[o] + term.Values[offsets[o]]);
            }
            return right;
        }
        var a = OperandValues<T>.Evaluate(contraction.Operands[0], joint, columns);
        var b = OperandValues<T>.Evaluate(contraction.Operands[1], joint, columns);
        AddProducts(contraction, a, b, right);
        return right;
    }

    private static void AddProducts<T>(Contraction contraction, OperandValues<T> a, OperandValues<T> b, T[] right)
        where T : IBinaryInteger<T>
    {
        var firstContracted = contraction.Space.Axes.Count;
        var (aOutput, bOutput) = (a.Offsets(contraction.Space, 0), b.Offsets(contraction.Space, 0));
        var aContracted = a.Offsets(contraction.Contracted, firstContracted);
        var bContracted = b.Offsets(contraction.Contracted, firstContracted);
        for (var o = 0; o < right.Length; o++)
        {
            var sum = T.Zero;
            for (var c = 0; c < aContracted.Length; c++)
            {
                var product = checked(a.Values[aOutput[o] + aContracted[c]] * b.Values[bOutput[o] + bContracted[c]]);
                sum = checked(sum + product);
            }
            right[o] = sum;
        }
    }

    private void CheckLookups()
    {
        var counter = new LookupCount(circuit);
        foreach (var lookup in circuit.Lookups)
        {
            if (failures.Count >= maxFailures) return;
            counter.Add(lookup, columns, Report);
        }
        for (var t = 0; t < circuit.Tables.Count && failures.Count < maxFailures; t++) CheckMultiplicities(counter, t);
    }

    // Equal rows of a table may share their count in any way; the first of them stands for all.
    private void CheckMultiplicities(LookupCount counter, int table)
    {
        var claimed = columns[circuit.Multiplicities[table]];
        var index = counter.Index(table);
        var rows = new long[circuit.Tables[table].Columns.Count][];
        for (var k = 0; k < rows.Length; k++) rows[k] = index.Column(k).ToArray();
        var totals = new BigInteger[claimed.Length];
        for (var row = 0; row < claimed.Length; row++) totals[index.Find(rows, row)] += claimed[row];
        var space = circuit.Columns[circuit.Multiplicities[table]].Space;
        for (var row = 0; row < totals.Length && failures.Count < maxFailures; row++)
        {
            var expected = counter.Counts[table][row].ToString(CultureInfo.InvariantCulture);
            if (totals[row] != counter.Counts[table][row])
            {
                Fail(ConstraintKind.Multiplicity, circuit.Tables[table].Name, space, row, expected, totals[row]);
            }
        }
    }

    private void Fail(ConstraintKind kind, string name, IndexSpace space, int index, string expected, BigInteger got) =>
        Report(new(kind, name, ConstraintFailure.PositionOf(space, index), expected, $"{got}"));

    private void Report(ConstraintFailure failure)
    {
        if (failures.Count < maxFailures) failures.Add(failure);
    }
}
