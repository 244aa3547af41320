using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Operators;

/// <summary>The product of two tensors along the last and the last but one dimension, leading dimensions broadcast, as one contraction.</summary>
internal static class ProductLowering
{
    /// <summary>acc[.., m, n] = factor · Σ_k x_0[.., m, k] · x_1[.., k, n] of the given shape and range.</summary>
    public static Accumulator Lower(LoweringContext context, string name, IReadOnlyList<TensorValue> inputs, IntegerType type, long factor)
    {
        var (rankX, rankY) = (inputs[0].Layout.Shape.Length, inputs[1].Layout.Shape.Length);
        (int, int)[] inner = [(0, rankX - 1), (1, rankY - 2)];
        var aligned = AxisAgreement.Align(context, name, inputs, AxisAgreement.Broadcast(inputs, skip: 2).Append(inner));
        var (x, y) = (aligned[0], aligned[1]);
        var layout = AxisAgreement.BroadcastLayout([Replace(x, rankX - 1, []), Replace(y, rankY - 2, [])]);
        var joint = new JointSpace(layout);
        var contracted = joint.Contract(x.Layout.Dimensions[^1]);
        var left = new OperandBuilder(x, factor).Bind(x.Layout.Run(rankX - 1), contracted);
        var right = new OperandBuilder(y).Bind(y.Layout.Run(rankY - 2), contracted);
        BindAligned(left, x, joint, type.Shape.Length, rankX - 1);
        BindAligned(right, y, joint, type.Shape.Length, rankY - 2);
        return Accumulator.OfProduct(layout, AffineTerms.Zero, type.Min, type.Max, joint.Contracted, left.Build(), right.Build());
    }

    private static TensorLayout Replace(TensorValue x, int dimension, Axis[] axes) => x.Layout.With(dimension, axes);

    private static void BindAligned(OperandBuilder operand, TensorValue x, JointSpace joint, int rank, int except)
    {
        for (var d = 0; d < x.Layout.Shape.Length; d++)
        {
            if (d != except && x.Layout.Shape[d] > 1) operand.Bind(x.Layout.Run(d), joint.Output(d + rank - x.Layout.Shape.Length));
        }
    }
}
