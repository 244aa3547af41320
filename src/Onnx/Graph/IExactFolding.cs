namespace Zkml.Onnx.Graph;

/// <summary>
/// An operator that folds constants itself, to the same bytes on every machine: exact integer work, moves of data, and
/// single correctly rounded float operations (+, −, ×, ÷, square root). Everything else that is constant goes to the
/// graph's <see cref="IConstantEvaluator"/>.
/// </summary>
internal interface IExactFolding
{
    /// <summary>True when the result is known from the input shapes alone; the values are then not given.</summary>
    bool NeedsOnlyShapes => false;

    /// <summary>The outputs, of the inferred types, or null where this node cannot be folded exactly.</summary>
    Tensor[]? Fold(FoldingContext context);
}
