using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Rows of a matrix, selected by one-hot rows: y[s, d] = matrix[v, d] for the v with tokens[s, v] = 1. Inputs: tokens
/// [sequence, vocabulary] of 0 and 1, matrix [vocabulary, width]. The circuit shows y = tokens · matrix, and whoever verifies
/// sees whether a public input is one-hot; execution refuses one that is not, and the range is that of one-hot rows.
/// </summary>
public sealed record EmbeddingOperator(string Name, IReadOnlyList<string> Inputs, string Output) : AccumulatingOperator(Name, Inputs, Output, null)
{
    public override string Kind => "Embedding";

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(2, inputs.Count);
        var (tokens, matrix) = (inputs[0], inputs[1]);
        Require(
            tokens.Shape.Length == 2 && matrix.Shape.Length == 2 && tokens.Shape[1] == matrix.Shape[0],
            $"cannot select rows of {TensorShape.Describe(matrix.Shape)} by {TensorShape.Describe(tokens.Shape)}");
        Require(tokens.Min >= 0 && tokens.Max <= 1, $"has tokens in [{tokens.Min}, {tokens.Max}]; one-hot rows hold 0 and 1");
        return matrix with { Shape = [tokens.Shape[0], matrix.Shape[1]] };
    }

    /// <exception cref="ArgumentException">A row of the tokens is not one-hot.</exception>
    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var (rows, vocabulary, width) = (inputs[0].Shape[0], inputs[0].Shape[1], inputs[1].Shape[1]);
        var result = new long[rows * width];
        for (var s = 0; s < rows; s++)
        {
            var row = inputs[0].Data.AsSpan(s * vocabulary, vocabulary);
            var token = row.IndexOf(1);
            if (token < 0 || row[(token + 1)..].ContainsAnyExcept(0)) throw new ArgumentException($"row {s} of the tokens of '{Name}' is not one-hot");
            inputs[1].Data.AsSpan(token * width, width).CopyTo(result.AsSpan(s * width));
        }
        return new IntegerTensor([rows, width], result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type) =>
        ProductLowering.Lower(context, Name, inputs, type, 1);

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<EmbeddingOperator>(16,
        (_, _) => { },
        (ref ByteReader _, OperatorHeader h) => new EmbeddingOperator(h.Name, h.Inputs, h.Output));
}
