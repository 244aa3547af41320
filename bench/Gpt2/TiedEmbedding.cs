using System.Runtime.CompilerServices;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>The token matrix [vocabulary, width], one parameter column that the embedding and the head share.</summary>
internal sealed class TiedMatrix(string name, int vocabulary, int width, long[] values)
{
    private readonly ConditionalWeakTable<CircuitBuilder, Column> columns = [];

    public int Vocabulary => vocabulary;

    public int Width => width;

    public long[] Values => values;

    public ReadOnlySpan<long> Row(int token) => values.AsSpan(token * width, width);

    /// <summary>The column in the circuit under construction, with the width as its low axis.</summary>
    public Column ColumnIn(LoweringContext context) => columns.GetValue(
        context.Builder, builder => builder.AddParameter(name, new IndexSpace(Axis.Of(width), Axis.Of(vocabulary)), values));

    /// <summary>The matrix as an operand whose two axes are these joint axes.</summary>
    public Operand Operand(LoweringContext context, int widthAxis, int tokenAxis)
    {
        var column = ColumnIn(context);
        return new Operand(new Expression(column.Space, AffineTerms.Of(column)), [widthAxis, tokenAxis], []);
    }
}

/// <summary>Rows of the token matrix, selected by a public one-hot input [sequence, vocabulary].</summary>
internal sealed record EmbeddingOperator(string Name, IReadOnlyList<string> Inputs, string Output, TiedMatrix Matrix)
    : AccumulatingOperator(Name, Inputs, Output, null)
{
    public override string Kind => "Embedding";

    // Any one-hot input gives these; the circuit's own bound, over all 0/1 inputs, is wider.
    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs) =>
        new([inputs[0].Shape[0], Matrix.Width], Matrix.Values.Min(), Matrix.Values.Max());

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var rows = inputs[0].Shape[0];
        var result = new long[rows * Matrix.Width];
        for (var s = 0; s < rows; s++)
        {
            var token = Array.IndexOf(inputs[0].Data, 1, s * Matrix.Vocabulary, Matrix.Vocabulary) - (s * Matrix.Vocabulary);
            Matrix.Row(token).CopyTo(result.AsSpan(s * Matrix.Width));
        }
        return new IntegerTensor([rows, Matrix.Width], result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var x = inputs[0];
        var layout = x.Layout.With(1, AxisFactors.Of(Matrix.Width));
        var joint = new JointSpace(layout);
        var tokens = joint.Contract(x.Layout.Dimensions[1]);
        var selection = new OperandBuilder(x).Bind(x.Layout.Run(1), tokens).Bind(x.Layout.Run(0), joint.Output(0)).Build();
        var matrix = Matrix.Operand(context, joint.Output(1).First, tokens.First);
        return Accumulator.OfProduct(layout, AffineTerms.Zero, type.Min, type.Max, joint.Contracted, matrix, selection);
    }
}

/// <summary>The head: acc[s, v] = Σ_d x[s, d]·Matrix[v, d].</summary>
internal sealed record HeadOperator(string Name, IReadOnlyList<string> Inputs, string Output, TiedMatrix Matrix, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Head";

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        var x = inputs[0].Range;
        var range = x.Dot(Matrix.Row(0));
        for (var v = 1; v < Matrix.Vocabulary; v++) range = range.Hull(x.Dot(Matrix.Row(v)));
        return range.ToType(this, [inputs[0].Shape[0], Matrix.Vocabulary]);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var (x, rows) = (inputs[0].Data, inputs[0].Shape[0]);
        var result = new long[rows * Matrix.Vocabulary];
        DenseKernels.For(cpu, Matrix.Vocabulary, (long)rows * Matrix.Width, v =>
        {
            for (var s = 0; s < rows; s++)
            {
                result[(s * Matrix.Vocabulary) + v] = DenseKernels.Dot(Matrix.Row(v), x.AsSpan(s * Matrix.Width, Matrix.Width));
            }
        });
        return new IntegerTensor([rows, Matrix.Vocabulary], result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var x = inputs[0];
        var layout = x.Layout.With(1, AxisFactors.Of(Matrix.Vocabulary));
        var joint = new JointSpace(layout);
        var width = joint.Contract(x.Layout.Dimensions[1]);
        var data = new OperandBuilder(x).Bind(x.Layout.Run(1), width).Bind(x.Layout.Run(0), joint.Output(0)).Build();
        var matrix = Matrix.Operand(context, width.First, joint.Output(1).First);
        return Accumulator.OfProduct(layout, AffineTerms.Zero, type.Min, type.Max, joint.Contracted, matrix, data);
    }
}
