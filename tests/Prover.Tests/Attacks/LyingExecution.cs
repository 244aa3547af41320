using System.Numerics;
using Zkml.Circuits;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Tests.Models;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Bends one value of an execution; the identity for an honest prover.</summary>
internal delegate long Bend(Column column, int index, long value);

/// <summary>
/// An execution that follows the circuit's relations forward from the public inputs, like an honest prover's, but bends
/// values as it writes them: everything that depends on a lie is computed from the lie.
/// </summary>
internal sealed class LyingExecution
{
    private const int MaxPasses = 40;

    private readonly Circuit circuit;
    private readonly long[][] columns;
    private readonly Bend bend;
    private readonly HashSet<int> limbs = [];
    private readonly HashSet<int> highs = [];
    private bool changed;

    private LyingExecution(Circuit circuit, long[][] columns, Bend bend)
    {
        (this.circuit, this.columns, this.bend) = (circuit, columns, bend);
        foreach (var l in circuit.Lookups)
        {
            var first = l.Elements[0].Terms;
            if (first.Count != 1 || circuit.Columns[first[0].Column].Kind != ColumnKind.Witness) continue;
            (l.Elements.Count == 1 ? limbs : highs).Add(first[0].Column);
        }
    }

    /// <summary>The trace of a lying execution on the model's input, with multiplicities of the rows that exist.</summary>
    public static long[][] Run(TestModel model, Bend bend)
    {
        var columns = Bent(model, bend);
        Multiplicities.FillLenient(model.Circuit, columns);
        return columns;
    }

    /// <summary>The same, multiplicities being those of the honest trace.</summary>
    public static long[][] Bent(TestModel model, Bend bend)
    {
        var columns = model.Honest.Select(c => (long[])c.Clone()).ToArray();
        var execution = new LyingExecution(model.Circuit, columns, bend);
        execution.BendEntries();
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            execution.changed = false;
            foreach (var c in model.Circuit.Contractions) execution.Follow(c);
            foreach (var l in model.Circuit.Lookups) execution.Follow(l);
            if (!execution.changed) return columns;
        }
        throw new InvalidOperationException("The lie does not settle.");
    }

    /// <summary>Inputs and parameters are defined by no relation: they are bent where they stand.</summary>
    private void BendEntries()
    {
        foreach (var id in circuit.Inputs)
        {
            for (var i = 0; i < columns[id].Length; i++) columns[id][i] = bend(circuit.Columns[id], i, columns[id][i]);
        }
    }

    private void Write(int column, int index, long value)
    {
        value = bend(circuit.Columns[column], index, value);
        changed |= columns[column][index] != value;
        columns[column][index] = value;
    }

    private void Follow(Contraction c)
    {
        var own = c.Left.Terms.FirstOrDefault(t => t.Column >= 0 && circuit.Columns[t.Column].Kind == ColumnKind.Virtual);
        var remainder = own is null ? [] : c.Left.Terms.Where(t => t.Column >= 0 && limbs.Contains(t.Column)).ToList();
        own ??= c.Left.Terms.Where(t => t.Coefficient == 1 && t.Column >= 0).MaxBy(t => t.Column)!;
        var rest = c.Left with { Terms = [.. c.Left.Terms.Where(t => t != own && !remainder.Contains(t))] };
        var others = ExpressionValues.Numerators<long>(rest, columns);
        var right = RightSides.Of(c, columns);
        var shift = BitOperations.Log2((ulong)own.Coefficient);
        for (var i = 0; i < right.Length; i++)
        {
            var accumulator = right[i] - others[i];
            WriteLimbs(remainder, i, accumulator, shift);
            Write(own.Column, i, accumulator >> shift);
        }
    }

    private void WriteLimbs(List<Term> remainder, int index, long accumulator, int shift)
    {
        var number = accumulator & ((1L << shift) - 1);
        foreach (var limb in remainder.OrderByDescending(t => Math.Abs(t.Coefficient)))
        {
            Write(limb.Column, index, number / Math.Abs(limb.Coefficient));
            number %= Math.Abs(limb.Coefficient);
        }
    }

    private void Follow(Lookup l)
    {
        if (l.Elements.Count == 1) return;
        FollowQuotient(l.Elements[0]);
        var input = LookupValues.Evaluate(l.Elements[0], columns).Values;
        var table = circuit.TableById(l.TableId);
        var rows = new Dictionary<long, int>();
        for (var row = 0; row < table.Rows; row++) rows.TryAdd(table.Columns[0][row], row);
        for (var i = 0; i < input.Length; i++)
        {
            for (var k = 1; k < l.Elements.Count; k++)
            {
                var output = l.Elements[k].Terms[0].Column;
                if (!l.Space.IsReal(i)) Write(output, i, 0);
                else Write(output, i, rows.TryGetValue(input[i], out var row) ? table.Columns[k][row] : 0);
            }
        }
    }

    /// <summary>The limbs and the high part that a looked-up quotient subtracts.</summary>
    private void FollowQuotient(Expression quotient)
    {
        var remainder = quotient.Terms.Where(t => t.Column >= 0 && t.Coefficient < 0 && limbs.Contains(t.Column)).ToList();
        var high = quotient.Terms.FirstOrDefault(t => t.Column >= 0 && t.Coefficient < 0 && highs.Contains(t.Column));
        if (remainder.Count == 0 && high is null) return;
        var rest = quotient with { Terms = [.. quotient.Terms.Where(t => t != high && !remainder.Contains(t))] };
        var numerators = ExpressionValues.Numerators<long>(rest, columns);
        for (var i = 0; i < numerators.Length; i++)
        {
            WriteLimbs(remainder, i, numerators[i], quotient.Shift);
            if (high is null) continue;
            var width = BitOperations.Log2((ulong)-high.Coefficient) - quotient.Shift;
            Write(high.Column, i, ((numerators[i] >> quotient.Shift) + (1L << (width - 1))) >> width);
        }
    }
}
