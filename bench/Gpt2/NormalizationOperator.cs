using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>
/// The normalization of a LayerNorm, over the last of two dimensions, n long: c = n·x − Σx, V = Σc², t = ⌊V/2^s⌋,
/// r = round(scale/√(t + ½)), y = clamp(round(c·r/2^g)). Scale and shift are a <see cref="ScaleOperator"/> after it.
/// </summary>
/// <param name="Length">n.</param>
/// <param name="Magnitude">The largest magnitude of an input.</param>
/// <param name="OutputFraction">Fractional bits of y.</param>
internal sealed record NormalizationOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int Length, long Magnitude, int OutputFraction)
    : SingleOutputOperator(Name, Inputs, Output)
{
    private const int TableBits = 16;

    // r has ten bits: a table of at most 2^10 constant pieces.
    private const int LargestRoot = 1023;

    // log2 of r·√t where r is not cut off: r of a V that is 1/512 of the largest uses all ten bits.
    private const double RootScale = 13.5;

    public override string Kind => "Normalization";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        Require(inputs[0].Shape.Length == 2 && inputs[0].Shape[1] == Length, "has an input of another shape");
        Require(Math.Max(inputs[0].Max, -inputs[0].Min) <= Magnitude, $"has inputs in [{inputs[0].Min}, {inputs[0].Max}]");
        return new(inputs[0].Shape, -128, 127);
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var scale = new Scale(Length, Magnitude, OutputFraction);
        var (_, _, centered, quotients, _) = Statistics(inputs[0].Data, scale);
        return Requantizer.Apply(scale.Output, new IntegerTensor(inputs[0].Shape, Products(centered, quotients, scale)));
    }

    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var (x, builder) = (inputs[0], context.Builder);
        var (layout, rows) = (x.Layout, x.Layout.With(1, []));
        var scale = new Scale(Length, Magnitude, OutputFraction);
        var sum = AddSum(builder, x, rows, scale);
        var centered = AffineTerms.Subtract(AffineTerms.Scale(x.Terms, scale.Length), BroadcastRows(sum, layout));
        var t = builder.AddColumn($"{Name}.t", ColumnKind.Virtual, rows.Space, 0, (1L << TableBits) - 1);
        context.RemainderDemands.Add(new RemainderDemand(scale.VarianceShift, rows.Space.Size));
        var limbs = LimbColumns.Add(context, $"{Name}.rem", rows.Space, context.Plan.Limbs(scale.VarianceShift));
        var (first, second) = (Rowwise(centered, layout, rows), Rowwise(centered, layout, rows));
        builder.AddContraction(
            $"{Name}.variance", rows.Space, first.Contracted, AffineTerms.Add(AffineTerms.Of(t, 1L << scale.VarianceShift), limbs.Terms),
            ContractionForm.Product, first.Operand, second.Operand);
        var table = builder.Tables.Tabulated($"inverse root {Name}", TableBits, 0, scale.Root.Column());
        var root = builder.AddColumn($"{Name}.root", ColumnKind.Witness, rows.Space, 0, LargestRoot);
        builder.AddLookup(root.Name, rows.Space, table, new Expression(rows.Space, AffineTerms.Of(t)), new Expression(rows.Space, AffineTerms.Of(root)));
        var products = context.NewSlot();
        context.AddStep(state =>
        {
            var (sums, variances, c, quotients, roots) = Statistics(state.Dense[x.Slot], scale);
            state.Set(sum, sums);
            limbs.Fill(state, variances);
            state.Set(t, quotients);
            state.Count(table.Id, 0, quotients);
            state.Set(root, roots);
            state.Dense[products] = Products(c, quotients, scale);
        });
        return RequantizationLowering.Lower(
            context, Name, ColumnKind.Witness, scale.Output, Product(centered, root, layout, scale), state => state.Dense[products]);
    }

    private Column AddSum(CircuitBuilder builder, TensorValue x, TensorLayout rows, Scale scale)
    {
        var sum = builder.AddColumn($"{Name}.sum", ColumnKind.Witness, rows.Space, x.Min * scale.Length, x.Max * scale.Length);
        var (operand, contracted) = Rowwise(x.Terms, x.Layout, rows);
        var one = new Operand(new Expression(new IndexSpace(), AffineTerms.Constant(1)), [], []);
        builder.AddContraction(sum.Name, rows.Space, contracted, AffineTerms.Of(sum), ContractionForm.Product, operand, one);
        return sum;
    }

    private static (Operand Operand, IndexSpace Contracted) Rowwise(IReadOnlyList<Term> terms, TensorLayout layout, TensorLayout rows)
    {
        var joint = new JointSpace(rows);
        var run = joint.Contract(layout.Dimensions[1]);
        var operand = new OperandBuilder(new Expression(layout.Space, terms)).Bind(layout.Run(1), run).Bind(layout.Run(0), joint.Output(0));
        return (operand.Build(), joint.Contracted);
    }

    private static Accumulator Product(IReadOnlyList<Term> centered, Column root, TensorLayout layout, Scale scale)
    {
        var joint = new JointSpace(layout);
        var whole = new OperandBuilder(new Expression(layout.Space, centered)).Bind(layout.Run(0), joint.Output(0)).Bind(layout.Run(1), joint.Output(1));
        var rowwise = new Operand(new Expression(root.Space, AffineTerms.Of(root)), [joint.Output(0).First], []);
        var bound = 2 * scale.Magnitude * scale.Length * LargestRoot;
        return Accumulator.OfProduct(layout, AffineTerms.Zero, -bound, bound, joint.Contracted, whole.Build(), rowwise);
    }

    /// <summary>A column over the rows, as terms over the whole layout.</summary>
    private static IReadOnlyList<Term> BroadcastRows(Column column, TensorLayout layout) =>
        [new Term(1, column.Id, layout.Variables(layout.Run(0)))];

    private static (long[] Sums, long[] Variances, long[] Centered, long[] Quotients, long[] Roots) Statistics(long[] x, Scale scale)
    {
        var n = scale.Length;
        var (sums, variances, centered) = (new long[x.Length / n], new long[x.Length / n], new long[x.Length]);
        for (var i = 0; i < x.Length; i++) sums[i / n] += x[i];
        for (var i = 0; i < x.Length; i++)
        {
            centered[i] = (n * x[i]) - sums[i / n];
            variances[i / n] += centered[i] * centered[i];
        }
        var quotients = Array.ConvertAll(variances, v => v >> scale.VarianceShift);
        return (sums, variances, centered, quotients, Array.ConvertAll(quotients, t => scale.Root[t]));
    }

    private static long[] Products(long[] centered, long[] quotients, Scale scale)
    {
        var result = new long[centered.Length];
        for (var i = 0; i < result.Length; i++) result[i] = centered[i] * scale.Root[quotients[i / scale.Length]];
        return result;
    }

    /// <summary>What follows from the length n and the inputs' largest magnitude.</summary>
    private sealed class Scale
    {
        private static readonly Dictionary<double, TabulatedFunction> Roots = [];

        public Scale(int length, long magnitude, int outputFraction)
        {
            (Length, Magnitude) = (length, magnitude);
            // |c| ≤ 2·n·magnitude, V ≤ n·c².
            var largest = length * Math.Pow(2.0 * length * magnitude, 2);
            VarianceShift = Math.Max(1, (int)Math.Ceiling(Math.Log2(largest + 1)) - TableBits);
            // y = 2^f·c/n / √(V/n³) = c·r/2^g with r = 2^(f+g)·√n / √V.
            var shift = (int)Math.Round(RootScale - outputFraction - (0.5 * Math.Log2(length)) + (0.5 * VarianceShift));
            Output = new Requantization(Math.Max(1, shift), new ClampActivation(-128, 127));
            Root = InverseRoot(Math.Pow(2, outputFraction + Output.Shift - (0.5 * VarianceShift)) * Math.Sqrt(length));
        }

        public long Length { get; }

        public long Magnitude { get; }

        public int VarianceShift { get; }

        public Requantization Output { get; }

        public TabulatedFunction Root { get; }

        /// <summary>round(scale/√(t + ½)), at most ten bits.</summary>
        private static TabulatedFunction InverseRoot(double scale)
        {
            lock (Roots)
            {
                if (Roots.TryGetValue(scale, out var known)) return known;
                return Roots[scale] = new TabulatedFunction(
                    "inverse root", TableBits, 0, t => Math.Min(LargestRoot, (long)Math.Round(scale / Math.Sqrt(t + 0.5))));
            }
        }
    }
}
