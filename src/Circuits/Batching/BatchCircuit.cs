using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Batching;

/// <summary>
/// The circuit of N samples under one assignment of the parameters, a function of the model's circuit and N
/// (docs/protocol.md §3.10). Whatever differs between samples gets a batch axis, as the last one of its space;
/// parameters, tables and multiplicities are those of the model, with the same column ids.
/// </summary>
public sealed class BatchCircuit
{
    /// <summary>More samples than this have no batch axis of an allowed size.</summary>
    public const int MaxSamples = 1 << CircuitLimits.MaxVariables;

    private readonly Circuit model;
    private readonly Axis batch;
    private readonly bool[] isPerSample;

    private BatchCircuit(Circuit model, int samples)
    {
        (this.model, batch) = (model, Axis.Of(samples));
        isPerSample = [.. model.Columns.Select(c => c.Kind != ColumnKind.Parameter)];
        foreach (var id in model.Multiplicities) isPerSample[id] = false;
    }

    /// <summary>
    /// The circuit of <paramref name="samples"/> samples; the model's own for one. The model's circuit must be valid; the
    /// result is, unless it is too large, which <see cref="CircuitValidator"/> tells.
    /// </summary>
    public static Circuit Of(Circuit model, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, MaxSamples);
        return samples == 1 ? model : new BatchCircuit(model, samples).Build();
    }

    private Circuit Build() => new()
    {
        Columns = [.. model.Columns.Select(c => isPerSample[c.Id] ? c with { Space = Extend(c.Space) } : c)],
        Tables = model.Tables,
        Lookups = [.. model.Lookups.Select(l => l with { Space = Extend(l.Space), Elements = [.. l.Elements.Select(Extend)] })],
        Contractions = [.. model.Contractions.Select(Extend)],
        Inputs = model.Inputs,
        Outputs = model.Outputs,
        Multiplicities = model.Multiplicities,
    };

    private IndexSpace Extend(IndexSpace space) => new([.. space.Axes, batch]);

    // A term that is not per sample uses no variable of the batch axis, so it is masked there.
    private Expression Extend(Expression e) => e with { Space = Extend(e.Space), Terms = [.. e.Terms.Select(t => Extend(t, e.Space.Variables))] };

    private Term Extend(Term term, int firstVariable) => term.Column != Term.Constant && isPerSample[term.Column]
        ? term with { View = [.. term.View, .. Enumerable.Range(firstVariable, batch.Bits)] }
        : term;

    private Contraction Extend(Contraction c)
    {
        // A product needs one operand that uses the batch axis; in a sum every operand must, or it would not vanish on padding.
        bool[] uses = [.. c.Operands.Select(o => c.Form == ContractionForm.Sum || IsPerSample(o.Source))];
        if (!uses.Contains(true)) uses[0] = true;
        var axis = c.Space.Axes.Count;
        return c with { Space = Extend(c.Space), Left = Extend(c.Left), Operands = [.. c.Operands.Select((o, k) => Extend(o, axis, uses[k]))] };
    }

    private bool IsPerSample(Expression e) => e.Terms.Any(t => t.Column != Term.Constant && isPerSample[t.Column]);

    /// <summary>The operand in the joint space whose axis <paramref name="axis"/> is the batch axis.</summary>
    private Operand Extend(Operand operand, int axis, bool uses)
    {
        var bound = operand.Bound.Select(to => Moved(to, axis));
        return new Operand(
            uses ? Extend(operand.Source) : operand.Source,
            uses ? [.. bound, axis] : [.. bound],
            [.. operand.Groups.Select(g => g with { Indices = [.. g.Indices.Select(i => Moved(i, axis))] })]);
    }

    private static MapIndex Moved(MapIndex index, int axis) =>
        index.Kind == MapIndexKind.Joint ? index with { AxisNumber = Moved(index.AxisNumber, axis) } : index;

    // The contracted axes come after the output axes, so they make room for the batch axis.
    private static int Moved(int joint, int axis) => joint >= axis ? joint + 1 : joint;
}
