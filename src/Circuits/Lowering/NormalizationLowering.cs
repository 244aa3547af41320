using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// A <see cref="NormalizationOperator"/> as relations: the row sums and the variances 2^s·t + rem = Σc² are contractions over the
/// last dimension, (t, r) is a row of a table of roots, and c·r is a product that is requantized. c is an expression.
/// </summary>
internal sealed class NormalizationLowering(LoweringContext context, NormalizationOperator node, TensorValue x, IntegerType product)
{
    private readonly int last = x.Layout.Shape.Length - 1;
    private readonly TensorLayout rows = x.Layout.With(x.Layout.Shape.Length - 1, []);

    private CircuitBuilder Builder => context.Builder;

    public TensorValue Lower()
    {
        var sum = AddSum();
        var centered = AffineTerms.Subtract(AffineTerms.Scale(x.Terms, x.Layout.Shape[last]), OnEntries(sum));
        var t = Builder.AddColumn($"{node.Name}.t", ColumnKind.Virtual, rows.Space, 0, (1L << InverseRoot.TableBits) - 1);
        context.RemainderDemands.Add(new RemainderDemand(node.VarianceShift, rows.Space.Size));
        var limbs = LimbColumns.Add(context, $"{node.Name}.rem", rows.Space, context.Plan.Limbs(node.VarianceShift));
        var (first, second) = (Rowwise(centered), Rowwise(centered));
        Builder.AddContraction(
            $"{node.Name}.variance", rows.Space, first.Contracted,
            AffineTerms.Add(AffineTerms.Of(t, 1L << node.VarianceShift), limbs.Terms), ContractionForm.Product, first.Operand, second.Operand);
        var table = Builder.Tables.Tabulated($"inverse root {node.RootNumerator}", InverseRoot.TableBits, 0, InverseRoot.Column(node.RootNumerator));
        var root = Builder.AddColumn($"{node.Name}.root", ColumnKind.Witness, rows.Space, 0, InverseRoot.Largest);
        Builder.AddLookup(
            root.Name, rows.Space, table, new Expression(rows.Space, AffineTerms.Of(t)), new Expression(rows.Space, AffineTerms.Of(root)));
        var products = context.NewSlot();
        context.AddStep(state =>
        {
            var statistics = NormalizationStatistics.Of(node, state.Tensor(x));
            state.Set(sum, statistics.Sums);
            limbs.Fill(state, statistics.Variances);
            state.Set(t, statistics.Quotients);
            state.Count(table.Id, 0, statistics.Quotients);
            state.Set(root, statistics.Roots);
            state.Dense[products] = statistics.Products;
        });
        return RequantizationLowering.Lower(
            context, node.Name, context.ResultKind(node.Output), node.R, Product(centered, root), state => state.Dense[products]);
    }

    private Column AddSum()
    {
        var length = x.Layout.Shape[last];
        var sum = Builder.AddColumn($"{node.Name}.sum", ColumnKind.Witness, rows.Space, x.Min * length, x.Max * length);
        var (operand, contracted) = Rowwise(x.Terms);
        var one = new Operand(new Expression(new IndexSpace(), AffineTerms.Constant(1)), [], []);
        Builder.AddContraction(sum.Name, rows.Space, contracted, AffineTerms.Of(sum), ContractionForm.Product, operand, one);
        return sum;
    }

    /// <summary>Terms over the entries as an operand over rows, the last dimension contracted.</summary>
    private (Operand Operand, IndexSpace Contracted) Rowwise(IReadOnlyList<Term> terms)
    {
        var joint = new JointSpace(rows);
        var operand = new OperandBuilder(new Expression(x.Layout.Space, terms));
        operand.Bind(x.Layout.Run(last), joint.Contract(x.Layout.Dimensions[last]));
        for (var d = 0; d < last; d++) operand.Bind(x.Layout.Run(d), joint.Output(d));
        return (operand.Build(), joint.Contracted);
    }

    private Accumulator Product(IReadOnlyList<Term> centered, Column root)
    {
        var joint = new JointSpace(x.Layout);
        var whole = new OperandBuilder(new Expression(x.Layout.Space, centered)).Bind(x.Layout.Run(last), joint.Output(last));
        var rowwise = new OperandBuilder(new Expression(root.Space, AffineTerms.Of(root)));
        for (var d = 0; d < last; d++)
        {
            whole.Bind(x.Layout.Run(d), joint.Output(d));
            rowwise.Bind(rows.Run(d), joint.Output(d));
        }
        return Accumulator.OfProduct(x.Layout, AffineTerms.Zero, product.Min, product.Max, joint.Contracted, whole.Build(), rowwise.Build());
    }

    /// <summary>A column over the rows, as terms over the entries.</summary>
    private IReadOnlyList<Term> OnEntries(Column column)
    {
        var view = new int[rows.Space.Variables];
        for (var d = 0; d < last; d++)
        {
            var (own, other) = (rows.Variables(rows.Run(d)), x.Layout.Variables(x.Layout.Run(d)));
            for (var k = 0; k < own.Length; k++) view[own[k]] = other[k];
        }
        return [new Term(1, column.Id, view)];
    }
}
