using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Tensors;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>
/// x[s, d] + Positions[s, d]: the first rows of a longer parameter matrix, seen through a view whose high position bits
/// are fixed to 0. The sequence length is a power of two.
/// </summary>
internal sealed record PositionOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int Length, int Width, long[] Positions, Requantization R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Position";

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs) =>
        (inputs[0].Range + new ValueRange(Positions.Min(), Positions.Max())).ToType(this, inputs[0].Shape);

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var result = new long[x.Data.Length];
        for (var i = 0; i < result.Length; i++) result[i] = x.Data[i] + Positions[i];
        return new IntegerTensor(x.Shape, result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var (x, layout) = (inputs[0], inputs[0].Layout);
        var column = context.Builder.AddParameter(Name, new IndexSpace(Axis.Of(Width), Axis.Of(Length)), Positions);
        var view = new int[column.Space.Variables];
        Array.Fill(view, Term.Zero);
        layout.Variables(layout.Run(1)).CopyTo(view, 0);
        layout.Variables(layout.Run(0)).CopyTo(view, column.Space.FirstVariable(1));
        var terms = AffineTerms.Add(x.Terms, [new Term(1, column.Id, view)]);
        return Accumulator.OfTerms(layout, terms, type.Min, type.Max);
    }
}
