using Zkml.Circuits.Graph;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// What the operators' lowerings write to: the circuit, the witness steps that fill its columns, and the demands from
/// which the table widths are chosen.
/// </summary>
public sealed class LoweringContext
{
    private readonly IReadOnlySet<string> outputs;
    private readonly List<Action<WitnessState>> steps = [];

    internal LoweringContext(TablePlan plan, IReadOnlySet<string> outputs) => (Plan, this.outputs) = (plan, outputs);

    internal CircuitBuilder Builder { get; } = new();

    internal TablePlan Plan { get; }

    internal List<TableDemand> TableDemands { get; } = [];

    internal List<RemainderDemand> RemainderDemands { get; } = [];

    /// <summary>Saturation notes of the operator being lowered, for the report.</summary>
    internal List<RequantizationReport> Requantizations { get; } = [];

    internal IReadOnlyList<Action<WitnessState>> Steps => steps;

    /// <summary>The number of row-major tensors that the witness program keeps.</summary>
    internal int Slots { get; private set; }

    internal int NewSlot() => Slots++;

    /// <summary>Appends to the witness program; steps run in order.</summary>
    internal void AddStep(Action<WitnessState> step) => steps.Add(step);

    /// <summary>Public for a value that leaves the graph, otherwise witness.</summary>
    internal ColumnKind ResultKind(string output) => outputs.Contains(output) ? ColumnKind.Public : ColumnKind.Witness;

    /// <summary>
    /// A parameter over some dimensions' axes of a layout, as terms over that layout's space. The dimensions are given
    /// row-major, like the values. Zeros need no column.
    /// </summary>
    internal IReadOnlyList<Term> ParameterTerms(string name, TensorLayout layout, IEnumerable<int> dimensions, long[] values)
    {
        if (Array.TrueForAll(values, v => v == 0)) return AffineTerms.Zero;
        var (axes, view) = (new List<Axis>(), new List<int>());
        foreach (var d in dimensions.OrderDescending())
        {
            var run = layout.Run(d);
            axes.AddRange(run.Axes);
            view.AddRange(layout.Variables(run));
        }
        var column = Builder.AddParameter(name, new IndexSpace([.. axes]), values);
        return [new Term(1, column.Id, [.. view])];
    }

    /// <summary>
    /// A parameter whose axes are bound to the given joint runs, lowest run first; the values are row-major.
    /// </summary>
    internal Operand ParameterOperand(string name, long[] values, params AxisRun[] runs)
    {
        var axes = new List<Axis>();
        var bound = new List<int>();
        foreach (var run in runs)
        {
            for (var k = 0; k < run.Axes.Count; k++)
            {
                axes.Add(run.Axes[k]);
                bound.Add(run.First + k);
            }
        }
        var column = Builder.AddParameter(name, new IndexSpace([.. axes]), values);
        return new Operand(new Expression(column.Space, AffineTerms.Of(column)), [.. bound], []);
    }
}
