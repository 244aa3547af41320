namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>The assembled kernels. See <see cref="ElementPrograms"/>, <c>SumPrograms</c> and <c>TransformPrograms</c> for their operands.</summary>
internal enum FieldKernel
{
    Multiply,
    MultiplyScalar,
    MultiplyAddScalar,
    Square,
    Add,
    Subtract,
    AddPairs,
    Fold,
    Expand,
    AddFractions,
    Sum,
    InnerProduct,
    ProductRound,
    FractionRound,
    WeightedProductRound,
    InnerProductSmall,
    AccumulateSmall,
    TransformLoad,
    TransformLoadScaled,
    TransformLoadGeometric,
    TransformPairs,
    TransformFirst,
    TransformBlocks,
    TransformStore,
    TransformStoreScaled,
    TransformStoreTiles,
    TransformStreamTiles,
    AddForward,
    DoubleForward,
    AddBackward,

    // Mixed kernels last: KernelLibrary.AssembleAll.
    MixedMultiply,
    MixedSquare,
    MixedMultiplyScalar,
    MixedMultiplyAddScalar,
    Count,
}
