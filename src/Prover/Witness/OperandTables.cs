using Zkml.Algebra.Polynomials;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Witness;

/// <summary>
/// The tables that the sumchecks run over: an operand as a function of the summed joint variables (docs/protocol.md §5.2),
/// and a mapped operand's source and selector as functions of the mapped source variables (§6.2).
/// </summary>
public sealed class OperandTables(ProverSession session, ContractionPlan plan, Operand operand)
{
    // Row axes of map matrices are named after the source axes, so that the two never collide.
    private const int RowAxisBase = 1 << 20;

    private readonly int[] sourceBits = [.. operand.Source.Space.Axes.Select(a => a.Bits)];

    private readonly int[] sourceExtents = [.. operand.Source.Space.Axes.Select(a => a.Extent)];

    private readonly List<MapMatrix> maps = [.. operand.Groups.Select(g => new MapMatrix(g, axis => FreeWeights(session, plan, axis)))];

    private ColumnData? source;

    private ColumnData Source => source ??= ExpressionSums.Evaluate(operand.Source, session.Columns, session.Cpu);

    /// <summary>A(ρ_free, ·) over the summed joint axes, in the plan's variable order.</summary>
    public Fr[] OverSummedAxes()
    {
        var tensor = SumOutBound(axis => FreeWeights(session, plan, axis));
        for (var m = 0; m < maps.Count; m++)
        {
            tensor = tensor.Multiply(maps[m].SourceAxes, maps[m].Rows, RowAxisBase + m, maps[m].RowBits.Sum(), session.Cpu);
        }
        return Expand(tensor);
    }

    /// <summary>Source(·, bound point) over the mapped source axes, lowest first.</summary>
    public Fr[] SourceTable() =>
        SumOutBound(axis => EqPolynomial.Table(session.State.Resolve(plan.AxisPoint(axis)), session.Cpu)).Values;

    /// <summary>Π_g M_g(point, ·) over the mapped source axes, lowest first.</summary>
    public Fr[] SelectorTable()
    {
        var mapped = Enumerable.Range(0, sourceBits.Length).Where(a => operand.Bound[a] < 0).ToArray();
        var product = new Fr[1 << mapped.Sum(a => sourceBits[a])];
        Array.Fill(product, Fr.One);
        foreach (var map in maps)
        {
            var vector = RowCombination(map);
            for (var i = 0; i < product.Length; i++) product[i] *= vector[ColumnIndex(map, mapped, i)];
        }
        return product;
    }

    /// <summary>eq(ρ, ·) of a free axis; null for a summed one.</summary>
    private static Fr[]? FreeWeights(ProverSession session, ContractionPlan plan, int axis) =>
        plan.SummedOffset(axis) >= 0 ? null : EqPolynomial.Table(session.State.Resolve(plan.AxisPoint(axis)), session.Cpu);

    private AxisTensor SumOutBound(Func<int, Fr[]?> weights)
    {
        var axes = new Fr[]?[sourceBits.Length];
        for (var a = 0; a < axes.Length; a++) axes[a] = operand.Bound[a] < 0 ? null : weights(operand.Bound[a]);
        return AxisTensor.SumOut(Source, sourceBits, axes, session.Cpu, sourceExtents);
    }

    /// <summary>From the tensor's axes (bound source axes, then map rows) to the summed joint axes.</summary>
    private Fr[] Expand(AxisTensor tensor)
    {
        var summed = plan.SummedAxes;
        var bits = summed.Select(a => plan.JointAxes[a].Bits).ToArray();
        var shifts = new int[summed.Count];
        for (var k = 0; k < tensor.Axes.Length; k++)
        {
            var shift = tensor.Bits.Take(k).Sum();
            foreach (var (axis, offset) in JointAxesOf(tensor.Axes[k])) shifts[Position(axis)] = shift + offset + 1;
        }
        var result = new Fr[1 << bits.Sum()];
        for (var i = 0; i < result.Length; i++)
        {
            int rest = i, index = 0;
            for (var k = 0; k < bits.Length; k++)
            {
                if (shifts[k] > 0) index |= (rest & ((1 << bits[k]) - 1)) << (shifts[k] - 1);
                rest >>= bits[k];
            }
            result[i] = tensor.Values[index];
        }
        return result;
    }

    private int Position(int axis)
    {
        for (var k = 0; k < plan.SummedAxes.Count; k++)
        {
            if (plan.SummedAxes[k] == axis) return k;
        }
        throw new InvalidOperationException($"Axis {axis} is not summed.");
    }

    /// <summary>The joint axes behind a tensor axis, each with the bit offset at which it begins there.</summary>
    private IEnumerable<(int Axis, int Offset)> JointAxesOf(int tensorAxis)
    {
        if (tensorAxis < RowAxisBase)
        {
            yield return (operand.Bound[tensorAxis], 0);
            yield break;
        }
        var map = maps[tensorAxis - RowAxisBase];
        var offset = 0;
        for (var k = 0; k < map.RowAxes.Length; k++)
        {
            yield return (map.RowAxes[k], offset);
            offset += map.RowBits[k];
        }
    }

    /// <summary>Σ_row eq(x, row)·M[row][·], the map at the sumcheck's point.</summary>
    private Fr[] RowCombination(MapMatrix map)
    {
        var point = map.RowAxes.SelectMany(a => session.State.Resolve(plan.AxisPoint(a))).ToArray();
        var weights = EqPolynomial.Table(point, session.Cpu);
        var vector = new Fr[map.Rows[0].Length];
        for (var row = 0; row < weights.Length; row++) session.Cpu.Fr.MultiplyAddScalar(vector, weights[row], map.Rows[row]);
        return vector;
    }

    private int ColumnIndex(MapMatrix map, int[] mapped, int index)
    {
        int column = 0, filled = 0;
        foreach (var axis in map.SourceAxes)
        {
            var shift = 0;
            foreach (var m in mapped)
            {
                if (m == axis) break;
                shift += sourceBits[m];
            }
            column |= ((index >> shift) & ((1 << sourceBits[axis]) - 1)) << filled;
            filled += sourceBits[axis];
        }
        return column;
    }
}
