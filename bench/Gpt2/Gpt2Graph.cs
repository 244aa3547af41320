using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables.Functions;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>
/// A GPT-2 with random 8-bit parameters and activations, of the operators of src/Circuits: embedding by one-hot rows, its matrix
/// tied to the head, positions as a part of a longer matrix, LayerNorm, attention, GELU. Shifts keep codes at about 40
/// standard deviations wide, so that nothing degenerates; the values mean nothing.
/// </summary>
internal sealed class Gpt2Graph
{
    private const int Fraction = 5;

    // The causal mask: far below the range of a score, past the end of the exponential's table.
    private const long Masked = -4096;

    private static readonly ClampActivation Codes = new(-128, 127);

    private static readonly Requantization Activation = new(0, new FunctionActivation(Gelu.Instance, Fraction, Fraction, -128, 127));

    // log2 of r·√t where r is not cut off: r of a variance that is 1/512 of the largest uses all ten bits.
    private const double RootScale = 13.5;

    private readonly Gpt2Shape shape;
    private readonly RandomParameters random;
    private readonly List<IntegerOperator> operators = [];

    private Gpt2Graph(Gpt2Shape shape, int seed) => (this.shape, random) = (shape, new RandomParameters(seed));

    /// <summary>The graph; its input is the one-hot tokens, its output the logits' codes.</summary>
    public static IntegerGraph Build(Gpt2Shape shape, int seed) => new Gpt2Graph(shape, seed).Build();

    /// <summary>A one-hot input of random tokens.</summary>
    public static long[] Tokens(Gpt2Shape shape, int seed)
    {
        var (tokens, choice) = (new long[shape.Sequence * shape.Vocabulary], new Random(seed));
        for (var s = 0; s < shape.Sequence; s++) tokens[(s * shape.Vocabulary) + choice.Next(shape.Vocabulary)] = 1;
        return tokens;
    }

    private IntegerGraph Build()
    {
        Constant("wte", shape.Vocabulary);
        operators.Add(new EmbeddingOperator("token", ["tokens", "wte"], "token"));
        Constant("wpe", shape.Positions);
        int[] parts = [.. Enumerable.Repeat(shape.Sequence, shape.Positions / shape.Sequence)];
        operators.Add(new SplitOperator("wpe.parts", ["wpe"], [.. parts.Select((_, k) => $"wpe.part{k}")], 0, parts));
        operators.Add(new AddOperator("x0", ["token", "wpe.part0"], "x0", [1, 1], 0, new Requantization(1, Codes)));
        var x = "x0";
        for (var block = 0; block < shape.Blocks; block++) x = AddBlock($"h{block}", x);
        var last = LayerNorm("ln_f", x);
        operators.Add(new ProjectionOperator("logits", [last, "wte"], "logits", new Requantization(LinearShift(shape.Width), Codes)));
        return new IntegerGraph
        {
            Inputs = [new GraphValue("tokens", new IntegerType([shape.Sequence, shape.Vocabulary], 0, 1), 1)],
            Operators = operators,
            Outputs = [new GraphValue("logits", new IntegerType([shape.Sequence, shape.Vocabulary], -128, 127), 1)],
        };
    }

    private string AddBlock(string name, string x)
    {
        var attended = Attention($"{name}.attn", LayerNorm($"{name}.ln_1", x));
        var middle = Residual($"{name}.mid", x, attended);
        var hidden = Linear($"{name}.fc", LayerNorm($"{name}.ln_2", middle), shape.Width, shape.Hidden);
        operators.Add(new AddOperator($"{name}.gelu", [hidden], $"{name}.gelu", [1], 0, Activation));
        return Residual($"{name}.out", middle, Linear($"{name}.mlp", $"{name}.gelu", shape.Hidden, shape.Width));
    }

    private string LayerNorm(string name, string x)
    {
        operators.Add(Normalization($"{name}.norm", x));
        var gamma = new IntegerTensor([shape.Width], Array.ConvertAll(random.Within(shape.Width, 24), g => 64 + g));
        var beta = new IntegerTensor([shape.Width], random.Within(shape.Width, 1024));
        operators.Add(new ScaleOperator(name, [$"{name}.norm"], name, gamma, beta, new Requantization(6, Codes)));
        return name;
    }

    /// <summary>y = 2^f·c/n / √(V/n³) = c·r/2^g with r = 2^(f+g)·√n / √V, for codes of magnitude up to 128.</summary>
    private NormalizationOperator Normalization(string name, string x)
    {
        var largest = shape.Width * Math.Pow(2.0 * shape.Width * 128, 2);
        var variance = Math.Max(1, (int)Math.Ceiling(Math.Log2(largest + 1)) - 16);
        var shift = Math.Max(1, (int)Math.Round(RootScale - Fraction - (0.5 * Math.Log2(shape.Width)) + (0.5 * variance)));
        var numerator = (long)Math.Round(Math.Pow(2, Fraction + shift - (0.5 * variance)) * Math.Sqrt(2.0 * shape.Width));
        return new NormalizationOperator(name, [x], name, variance, numerator, new Requantization(shift, Codes));
    }

    private void Constant(string name, int rows) => operators.Add(
        new ConstantOperator(name, name, new IntegerTensor([rows, shape.Width], random.Weights(rows * shape.Width))));

    private string Attention(string name, string x)
    {
        var (heads, width, sequence) = (shape.Heads, shape.HeadWidth, shape.Sequence);
        var query = Heads($"{name}.q", x, [1, 0, 2]);
        var key = Heads($"{name}.k", x, [1, 2, 0]);
        var value = Heads($"{name}.v", x, [1, 0, 2]);
        operators.Add(new MatMulOperator($"{name}.score", [query, key], $"{name}.score", 1, new Requantization(LinearShift(width) - 1, Codes)));
        var mask = new long[sequence * sequence];
        for (var i = 0; i < mask.Length; i++) mask[i] = i % sequence > i / sequence ? Masked : 0;
        operators.Add(new ScaleOperator(
            $"{name}.masked", [$"{name}.score"], $"{name}.masked", new IntegerTensor([1], [1]), new IntegerTensor([sequence, sequence], mask), null));
        operators.Add(new SoftmaxOperator($"{name}.softmax", [$"{name}.masked"], $"{name}.softmax", 4, 10, 8));
        operators.Add(new MatMulOperator($"{name}.mix", [$"{name}.softmax", value], $"{name}.mix", 1, new Requantization(8, Codes)));
        operators.Add(new TransposeOperator($"{name}.back", [$"{name}.mix"], $"{name}.back", [1, 0, 2]));
        operators.Add(new ReshapeOperator($"{name}.flat", [$"{name}.back"], $"{name}.flat", [sequence, heads * width]));
        return Linear($"{name}.proj", $"{name}.flat", shape.Width, shape.Width);
    }

    /// <summary>A projection, cut into heads and permuted from [sequence, heads, width].</summary>
    private string Heads(string name, string x, int[] permutation)
    {
        Linear(name, x, shape.Width, shape.Width);
        operators.Add(new ReshapeOperator($"{name}.cut", [name], $"{name}.cut", [shape.Sequence, shape.Heads, shape.HeadWidth]));
        operators.Add(new TransposeOperator($"{name}.heads", [$"{name}.cut"], $"{name}.heads", permutation));
        return $"{name}.heads";
    }

    private string Linear(string name, string x, int features, int outputs)
    {
        operators.Add(new LinearOperator(
            name, [x], name, random.Weights(outputs * features), outputs, features, random.Within(outputs, 1 << 15),
            new Requantization(LinearShift(features), Codes)));
        return name;
    }

    private string Residual(string name, string x, string y)
    {
        operators.Add(new AddOperator(name, [x, y], name, [1, 1], 0, new Requantization(1, Codes)));
        return name;
    }

    /// <summary>log2 of √n·73, the deviation of a sum of n products of unit deviation with uniform weights.</summary>
    private static int LinearShift(int features) => (int)Math.Round(6.2 + (0.5 * Math.Log2(features)));
}
