using System.Numerics;
using System.Numerics.Tensors;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Tensors;

namespace Zkml.Circuits.Execution;

/// <summary>
/// What one lookup element or one contraction says about ranges: <c>Σ terms of Affine = Other</c> at every true index
/// and 0 = 0 on padding, where Other's range follows from the table or from the operands.
/// </summary>
internal abstract class RangeStatement(string name, Expression affine)
{
    public string Name { get; } = name;

    public Expression Affine { get; } = affine;

    /// <summary>The ids of all columns that the statement mentions, each once.</summary>
    public IReadOnlySet<int> Columns => columns ??= Collect();

    private HashSet<int>? columns;

    /// <summary>The range of the other side; all columns in it have known ranges.</summary>
    public abstract ValueRange Other(Func<int, ValueRange> range);

    /// <summary>Adds the columns of the other side.</summary>
    protected abstract void CollectOther(HashSet<int> into);

    /// <summary>True when the other side mentions the column.</summary>
    public abstract bool OtherMentions(int column);

    protected static void Collect(Expression expression, HashSet<int> into)
    {
        foreach (var term in expression.Terms)
        {
            if (term.Column != Term.Constant) into.Add(term.Column);
        }
    }

    private HashSet<int> Collect()
    {
        var all = new HashSet<int>();
        Collect(Affine, all);
        CollectOther(all);
        return all;
    }
}

/// <summary>numerator = 2^Shift · (an entry of the table's column).</summary>
internal sealed class ElementStatement(Lookup lookup, int element, ValueRange tableRange)
    : RangeStatement($"lookup '{lookup.Name}', element {element}", lookup.Elements[element])
{
    public override ValueRange Other(Func<int, ValueRange> range) => tableRange * (BigInteger.One << Affine.Shift);

    public override bool OtherMentions(int column) => false;

    protected override void CollectOther(HashSet<int> into)
    {
    }

    /// <summary>The least and greatest entry of a table column.</summary>
    public static ValueRange RangeOf(TableColumn column, int bits)
    {
        if (column is not PiecewiseColumn piecewise)
        {
            var values = column.ToArray(bits);
            return new(TensorPrimitives.Min<long>(values), TensorPrimitives.Max<long>(values));
        }
        ValueRange? hull = null;
        foreach (var piece in piecewise.Pieces)
        {
            var (a, b) = (column[piece.Start], column[piece.End - 1]);
            var (min, max) = (Math.Min(a, b), Math.Max(a, b));
            hull = hull is { } h ? new(BigInteger.Min(h.Min, min), BigInteger.Max(h.Max, max)) : new(min, max);
        }
        return hull ?? ValueRange.Zero;
    }
}

/// <summary>Left = the sum or product of the operands.</summary>
internal sealed class ContractionStatement(Contraction contraction)
    : RangeStatement($"contraction '{contraction.Name}'", contraction.Left)
{
    private readonly HashSet<int> operandColumns = OperandColumns(contraction);

    public override bool OtherMentions(int column) => operandColumns.Contains(column);

    protected override void CollectOther(HashSet<int> into) => into.UnionWith(operandColumns);

    public override ValueRange Other(Func<int, ValueRange> range)
    {
        if (contraction.Form == ContractionForm.Sum)
        {
            var sum = ValueRange.Zero;
            foreach (var operand in contraction.Operands) sum += OperandRange(operand, range);
            return sum;
        }
        BigInteger count = contraction.Contracted.TrueSize;
        var product = OperandRange(contraction.Operands[0], range) * OperandRange(contraction.Operands[1], range);
        return product.SumOfAtMost(count);
    }

    private static HashSet<int> OperandColumns(Contraction contraction)
    {
        var columns = new HashSet<int>();
        foreach (var operand in contraction.Operands) Collect(operand.Source, columns);
        return columns;
    }

    private static ValueRange OperandRange(Operand operand, Func<int, ValueRange> range)
    {
        var count = BigInteger.One;
        foreach (var group in operand.Groups) count *= SolutionsAtMost(group);
        var source = IntervalAnalysis.RangeOf(operand.Source, range, skip: -1);
        return source.SumOfAtMost(count);
    }

    // Given the joint indices, an equation leaves at most one position of one index with a non-zero coefficient.
    private static BigInteger SolutionsAtMost(MapGroup group)
    {
        var (count, determined) = (BigInteger.One, 1);
        foreach (var index in group.Indices)
        {
            if (index.Kind == MapIndexKind.Joint) continue;
            count *= index.Axis.Extent;
            if (index.Coefficient != 0) determined = Math.Max(determined, index.Axis.Extent);
        }
        return group.HasEquation ? count / determined : count;
    }
}
