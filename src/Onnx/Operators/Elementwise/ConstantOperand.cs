using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>One form for constant operands of elementwise operators.</summary>
internal static class ConstantOperand
{
    /// <summary>The node of a commutative operator with a constant operand, if any, as input 1.</summary>
    public static FloatNode Last(GraphEditor editor, FloatNode node) =>
        editor.AnyConstant(node.Inputs[0]) is null ? node : node with { Inputs = [node.Inputs[1], node.Inputs[0]] };

    /// <summary>The node as another operator, whose constant operand is converted element by element.</summary>
    public static FloatNode Replaced(
        GraphEditor editor, FloatNode node, OnnxOperator unit, FloatTensor constant, Converter<float, float> convert)
    {
        var converted = new FloatTensor(Array.ConvertAll(constant.Data, convert), constant.Shape);
        return node with { Operator = unit, Inputs = [node.Inputs[0], editor.AddConstant($"{node.Output}/operand", converted)] };
    }
}
