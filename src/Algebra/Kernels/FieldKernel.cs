namespace Zkml.Algebra.Kernels;

/// <summary>The assembled kernels. See <see cref="ElementPrograms"/> and <c>SumPrograms</c> for their operands.</summary>
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
    AddForward,
    DoubleForward,
    AddBackward,
    Count,
}
