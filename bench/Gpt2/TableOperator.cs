using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>y = f(x) by one lookup of (x, y): GELU, which the catalogue of activations does not have.</summary>
internal sealed record TableOperator(string Name, IReadOnlyList<string> Inputs, string Output, TabulatedFunction Function)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "Table";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        Require(
            inputs[0].Min >= Function.First && inputs[0].Max < Function.First + (1L << Function.Bits),
            $"arguments in [{inputs[0].Min}, {inputs[0].Max}] are not in the table");
        return new IntegerType(inputs[0].Shape, Function.Min, Function.Max);
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu) =>
        new(inputs[0].Shape, Array.ConvertAll(inputs[0].Data, x => Function[x]));

    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var (x, space) = (inputs[0], inputs[0].Layout.Space);
        var table = context.Builder.Tables.Tabulated(Function.Name, Function.Bits, Function.First, Function.Column());
        var y = context.Builder.AddColumn(Name, ColumnKind.Witness, space, Function.Min, Function.Max);
        context.Builder.AddLookup(Name, space, table, x.Expression, new Expression(space, AffineTerms.Of(y)));
        var slot = context.NewSlot();
        context.AddStep(state =>
        {
            var arguments = state.Dense[x.Slot];
            state.Count(table.Id, Function.First, arguments);
            state.Set(y, state.Dense[slot] = Array.ConvertAll(arguments, a => Function[a]));
        });
        return new TensorValue(x.Layout, AffineTerms.Of(y), Function.Min, Function.Max, slot);
    }
}
