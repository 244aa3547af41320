using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// Compiles an integer graph into a circuit and a witness program. Two passes: the first collects what tables are needed
/// for, then their widths are chosen for the whole model, and the second builds the circuit.
/// </summary>
public static class GraphLowering
{
    /// <summary>Lowers a graph.</summary>
    /// <exception cref="InvalidDataException">An attribute, shape or range is not supported; the message names the node.</exception>
    public static LoweredModel Lower(IntegerGraph graph, LoweringOptions? options = null)
    {
        options ??= new LoweringOptions();
        var types = GraphTypes.Infer(graph);
        var measured = new Pass(graph, types, TablePlan.Measuring);
        var plan = TablePlan.Choose(measured.Context.TableDemands, measured.Context.RemainderDemands, options);
        return new Pass(graph, types, plan).Finish();
    }

    /// <summary>One translation of the whole graph under a table plan.</summary>
    private sealed class Pass
    {
        private readonly IntegerGraph graph;
        private readonly IReadOnlyDictionary<string, IntegerType> types;
        private readonly Dictionary<string, TensorValue> values = [];
        private readonly List<TensorValue> inputs = [];
        private readonly List<TensorValue> outputs = [];
        private readonly List<OperatorReport> reports = [];

        public Pass(IntegerGraph graph, IReadOnlyDictionary<string, IntegerType> types, TablePlan plan)
        {
            (this.graph, this.types) = (graph, types);
            Context = new LoweringContext(plan, graph.Outputs.Select(o => o.Name).ToHashSet());
            foreach (var input in graph.Inputs) AddInput(input);
            foreach (var node in graph.Operators) AddOperator(node);
            foreach (var output in graph.Outputs) AddOutput(output);
        }

        public LoweringContext Context { get; }

        public LoweredModel Finish()
        {
            var circuit = Context.Builder.Build();
            var parameters = new Dictionary<int, long[]>();
            foreach (var (id, dense) in Context.Builder.Parameters) parameters[id] = PaddedScatter.Scatter(circuit.Columns[id].Space, dense);
            var program = new WitnessProgram(circuit, parameters, Context, inputs, outputs);
            return new LoweredModel(circuit, parameters, program, LoweringReport.Of(circuit, reports));
        }

        private void AddInput(GraphValue input)
        {
            var layout = TensorLayout.Of(input.Type.Shape);
            var column = Context.Builder.AddColumn(input.Name, ColumnKind.Public, layout.Space, input.Type.Min, input.Type.Max);
            Context.Builder.Inputs.Add(column.Id);
            var value = new TensorValue(layout, AffineTerms.Of(column), input.Type.Min, input.Type.Max, Context.NewSlot());
            inputs.Add(value);
            values[input.Name] = value;
        }

        private void AddOperator(IntegerOperator node)
        {
            var (columns, lookups, contractions) = (Context.Builder.Columns.Count, Context.Builder.Lookups.Count, Context.Builder.Contractions.Count);
            Context.Requantizations.Clear();
            var outputs = Lower(node);
            for (var k = 0; k < outputs.Count; k++)
            {
                var type = types[node.Outputs[k]];
                if (!outputs[k].Layout.Shape.AsSpan().SequenceEqual(type.Shape))
                {
                    throw new InvalidOperationException($"'{node.Name}' lowers to another shape than it infers");
                }
                values[node.Outputs[k]] = outputs[k].WithRange(type.Min, type.Max);
            }
            reports.Add(new OperatorReport(
                node.Name, node.Kind, types[node.Outputs[0]].Shape,
                Context.Builder.Contractions.Skip(contractions).Sum(LoweringReport.Products),
                Context.Builder.Lookups.Skip(lookups).Sum(l => l.Space.TrueSize),
                Context.Builder.Contractions.Skip(contractions).Sum(c => c.Space.TrueSize),
                Context.Builder.Columns.Skip(columns).Where(c => c.Kind is ColumnKind.Witness or ColumnKind.Parameter).Sum(c => c.Space.TrueSize),
                [.. Context.Requantizations]));
        }

        private IReadOnlyList<TensorValue> Lower(IntegerOperator node)
        {
            try
            {
                return node.Lower(Context, [.. node.Inputs.Select(name => values[name])]);
            }
            catch (OverflowException)
            {
                throw node.Invalid("differences or products of its values go beyond 64 bits; use narrower inputs");
            }
        }

        /// <summary>Makes the value a public column of its own, copying it unless the operator already wrote one.</summary>
        private void AddOutput(GraphValue output)
        {
            var value = values[output.Name];
            if (!IsFreshPublic(value)) value = LayoutCopy.Identity(Context, $"{output.Name}.public", value, ColumnKind.Public);
            Context.Builder.Outputs.Add(value.Terms[0].Column);
            outputs.Add(value);
        }

        private bool IsFreshPublic(TensorValue value)
        {
            if (value.Terms.Count != 1 || value.Terms[0].Column == Term.Constant) return false;
            var column = Context.Builder.Columns[value.Terms[0].Column];
            return column.Kind == ColumnKind.Public
                && AffineTerms.Subtract(AffineTerms.Of(column), value.Terms).Count == 0
                && column.Space.Variables == value.Layout.Space.Variables
                && !Context.Builder.Inputs.Contains(column.Id) && !Context.Builder.Outputs.Contains(column.Id);
        }
    }
}
