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
    Fold,
    Expand,
    AddFractions,
    InnerProduct,
    ProductRound,
    FractionRound,
    WeightedProductRound,
    InnerProductSmall,
    AccumulateSmall,
    Count,
}
