using Zkml.Algebra.Threading;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>A satisfied circuit: all columns by id, padded.</summary>
/// <param name="Columns">2^variables entries each; parameters, publics, virtuals and multiplicities included.</param>
/// <param name="Outputs">The graph's outputs, row-major.</param>
public sealed record Trace(long[][] Columns, long[][] Outputs);

/// <summary>
/// Computes a trace from the graph's inputs, with the same loops that execute the operators. Thread-safe; columns of
/// a trace must not be written to, since full columns share memory with others.
/// </summary>
public sealed class WitnessProgram
{
    private readonly Circuit circuit;
    private readonly IReadOnlyDictionary<int, long[]> parameters;
    private readonly IReadOnlyList<TensorValue> inputs;
    private readonly IReadOnlyList<TensorValue> outputs;
    private readonly IReadOnlyList<Action<WitnessState>> steps;
    private readonly int slots;
    private readonly long padding;

    internal WitnessProgram(
        Circuit circuit, IReadOnlyDictionary<int, long[]> parameters, LoweringContext context,
        IReadOnlyList<TensorValue> inputs, IReadOnlyList<TensorValue> outputs)
    {
        (this.circuit, this.parameters, this.inputs, this.outputs) = (circuit, parameters, inputs, outputs);
        (steps, slots) = (context.Steps, context.Slots);
        foreach (var lookup in circuit.Lookups) padding += lookup.Space.Size - lookup.Space.TrueSize;
    }

    /// <summary>Runs the model on row-major inputs, on the program's default.</summary>
    /// <exception cref="ArgumentException">An input is missing, has the wrong length or a value outside its range.</exception>
    public Trace Run(params long[][] values) => Run(values, Cpu.Default);

    /// <summary>Runs the model on row-major inputs.</summary>
    /// <exception cref="ArgumentException">An input is missing, has the wrong length or a value outside its range.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public Trace Run(long[][] values, Cpu cpu)
    {
        if (values.Length != inputs.Count) throw new ArgumentException($"{values.Length} inputs given, the model has {inputs.Count}");
        var state = new WitnessState(circuit.Columns, slots, [.. circuit.Tables.Select(t => new long[t.Rows])], cpu);
        foreach (var (id, padded) in parameters) state.Columns[id] = padded;
        for (var k = 0; k < values.Length; k++) SetInput(state, circuit.Columns[circuit.Inputs[k]], inputs[k], values[k]);
        foreach (var step in steps)
        {
            cpu.ThrowIfCancelled();
            step(state);
        }
        state.Counts[0][0] += padding;
        for (var t = 0; t < circuit.Tables.Count; t++) state.Columns[circuit.Multiplicities[t]] = state.Counts[t];
        return new Trace(state.Columns, [.. outputs.Select(o => state.Dense[o.Slot])]);
    }

    private static void SetInput(WitnessState state, Column column, TensorValue input, long[] values)
    {
        if (values.LongLength != column.Space.TrueSize)
        {
            throw new ArgumentException($"input '{column.Name}' has {values.Length} values instead of {column.Space.TrueSize}");
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < column.Min || values[i] > column.Max)
            {
                throw new ArgumentException($"input '{column.Name}' has the value {values[i]} at position {i}, outside [{column.Min}, {column.Max}]");
            }
        }
        var copy = (long[])values.Clone();
        state.Dense[input.Slot] = copy;
        state.Set(column, copy);
    }
}
