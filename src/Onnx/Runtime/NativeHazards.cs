using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Runtime;

/// <summary>
/// What ends the process inside ONNX Runtime 1.31.1 instead of failing, found by fuzzing (docs/decisions/0016): refused
/// before. Only constants of operators without a unit come here; units check their nodes themselves. The rules go by the
/// form of a node, not by its operator.
/// </summary>
internal static class NativeHazards
{
    /// <summary>Attributes that a kernel divides by.</summary>
    private static readonly string[] Divisors = ["group", "num_groups", "offset_group", "blocksize"];

    /// <summary>Attributes that a kernel indexes dimensions by.</summary>
    private static readonly string[] Axes = ["axis", "batch_axis", "time_axis"];

    /// <summary>Throws <see cref="GraphException"/>, naming the node.</summary>
    public static void Refuse(ConstantExpression expression)
    {
        var node = expression.Node;
        foreach (var name in Divisors)
        {
            if (node.Attributes.Values.GetValueOrDefault(name) is long and < 1) throw node.Fail($"attribute '{name}' has to be positive");
        }
        // An operator may add one dimension to those of its first input.
        var rank = (expression.Inputs.Count > 0 ? expression.Inputs[0]?.Rank ?? 0 : 0) + 1;
        foreach (var name in Axes)
        {
            if (node.Attributes.Values.GetValueOrDefault(name) is long axis && (axis < -rank || axis >= rank))
            {
                throw node.Fail($"attribute '{name}' is {axis}, which its first input does not have");
            }
        }
        // A count that is read without a look at whether there is one.
        if (expression.Inputs is [_, LongTensor { Length: 0 }, _]) throw node.Fail("input 1 is empty");
        RefuseOverflow(expression);
    }

    /// <summary>The smallest integer divided by −1 is not an integer of its type, and processors stop on it.</summary>
    private static void RefuseOverflow(ConstantExpression expression)
    {
        if (expression.Inputs is not [LongTensor dividend, LongTensor divisor] || dividend.Element != divisor.Element) return;
        if (dividend.Data.AsSpan().Contains(dividend.Element.Limits().Min) && divisor.Data.AsSpan().Contains(-1))
        {
            throw expression.Node.Fail("combines the smallest integer of its type with -1, which overflows");
        }
    }
}
