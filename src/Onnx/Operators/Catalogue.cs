using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Activations;
using Zkml.Onnx.Operators.Constants;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Layout;
using Zkml.Onnx.Operators.Linear;
using Zkml.Onnx.Operators.Normalization;
using Zkml.Onnx.Operators.Windows;

namespace Zkml.Onnx.Operators;

/// <summary>All ONNX operators that are read, by category; how names in files become units.</summary>
public static class Catalogue
{
    /// <summary>The categories in the order of docs/operators.md.</summary>
    public static IReadOnlyList<OperatorCategory> Categories { get; } =
    [
        new("Elementwise", ElementwiseOperators.All),
        new("Activations", ActivationOperators.All),
        new("Linear", LinearOperators.All),
        new("Windows", WindowOperators.All),
        new("Normalization", NormalizationOperators.All),
        new("Layout", LayoutOperators.All),
        new("Constants and control flow", ConstantOperators.All),
    ];

    private static readonly Dictionary<(string Domain, string Name), OnnxOperator> Units =
        Categories.SelectMany(category => category.Operators).ToDictionary(unit => (unit.Domain, unit.Name));

    private static readonly string[] Names =
        [.. Units.Values.Where(unit => unit is not RandomOperator).Select(unit => unit.Name).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The unit of an operator; for one that has none, an operator whose nodes are refused unless nobody reads them or
    /// they are constant.
    /// </summary>
    public static OnnxOperator Resolve(string domain, string name)
    {
        var standard = domain == "ai.onnx" ? "" : domain;
        return Units.TryGetValue((standard, name), out var unit) ? unit : new UnknownOperator(standard, name, Names);
    }
}

/// <summary>Operators that belong together, with a heading for the documents.</summary>
public sealed record OperatorCategory(string Name, IReadOnlyList<OnnxOperator> Operators);
