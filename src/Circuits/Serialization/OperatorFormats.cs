using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;
using static Zkml.Circuits.Serialization.IntegerArrays;

namespace Zkml.Circuits.Serialization;

/// <summary>The attributes of every operator, in the order in which they stand in a model file. Tags are never reused.</summary>
internal static class OperatorFormats
{
    public static readonly OperatorFormat[] All =
    [
        OperatorFormat.Of<LinearOperator>(1,
            (to, o) =>
            {
                to.Count(o.Outputs);
                to.Count(o.Features);
                WritePacked(to, o.Weights);
                WritePacked(to, o.Bias);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) =>
            {
                var (outputs, features) = (r.Number(int.MaxValue), r.Number(int.MaxValue));
                return new LinearOperator(h.Name, h.Inputs, h.Output, ReadPacked(ref r), outputs, features, ReadPacked(ref r), ReadRequantization(ref r));
            }),

        OperatorFormat.Of<ConvOperator>(2,
            (to, o) =>
            {
                WritePacked(to, o.Weights);
                Write(to, o.WeightShape);
                WritePacked(to, o.Bias);
                Write(to, o.Strides);
                Write(to, o.PadsBegin);
                Write(to, o.PadsEnd);
                Write(to, o.Dilations);
                to.Signed(o.Groups);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new ConvOperator(
                h.Name, h.Inputs, h.Output, ReadPacked(ref r), ReadInts(ref r), ReadPacked(ref r), ReadInts(ref r),
                ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), r.SignedInt(), ReadRequantization(ref r))),

        OperatorFormat.Of<ScaleOperator>(3,
            (to, o) =>
            {
                Write(to, o.Multipliers);
                Write(to, o.Bias);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new ScaleOperator(
                h.Name, h.Inputs, h.Output, ReadTensor(ref r), ReadTensor(ref r), ReadRequantization(ref r))),

        OperatorFormat.Of<AddOperator>(4,
            (to, o) =>
            {
                WritePacked(to, o.Multipliers);
                to.Signed(o.Constant);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new AddOperator(
                h.Name, h.Inputs, h.Output, ReadPacked(ref r), r.Signed(), ReadRequantization(ref r))),

        OperatorFormat.Of<MultiplyOperator>(5,
            (to, o) =>
            {
                to.Signed(o.Multiplier);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new MultiplyOperator(h.Name, h.Inputs, h.Output, r.Signed(), ReadRequantization(ref r))),

        OperatorFormat.Of<MatMulOperator>(6,
            (to, o) =>
            {
                to.Signed(o.Multiplier);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new MatMulOperator(h.Name, h.Inputs, h.Output, r.Signed(), ReadRequantization(ref r))),

        OperatorFormat.Of<MaxPoolOperator>(7,
            (to, o) =>
            {
                Write(to, o.Kernel);
                Write(to, o.Strides);
                Write(to, o.PadsBegin);
                Write(to, o.PadsEnd);
                Write(to, o.Dilations);
            },
            (ref ByteReader r, OperatorHeader h) => new MaxPoolOperator(
                h.Name, h.Inputs, h.Output, ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), ReadInts(ref r))),

        OperatorFormat.Of<AveragePoolOperator>(8,
            (to, o) =>
            {
                Write(to, o.Kernel);
                Write(to, o.Strides);
                Write(to, o.PadsBegin);
                Write(to, o.PadsEnd);
                Write(to, o.Multipliers);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new AveragePoolOperator(
                h.Name, h.Inputs, h.Output, ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), ReadInts(ref r),
                ReadTensor(ref r), ReadRequantization(ref r))),

        OperatorFormat.Of<ConcatOperator>(9,
            (to, o) =>
            {
                to.Signed(o.Axis);
                WritePacked(to, o.Multipliers);
                Write(to, o.R);
            },
            (ref ByteReader r, OperatorHeader h) => new ConcatOperator(
                h.Name, h.Inputs, h.Output, r.SignedInt(), ReadPacked(ref r), ReadRequantization(ref r))),

        OperatorFormat.Of<PadOperator>(10,
            (to, o) =>
            {
                Write(to, o.Begin);
                Write(to, o.End);
                to.Signed(o.Value);
            },
            (ref ByteReader r, OperatorHeader h) => new PadOperator(h.Name, h.Inputs, h.Output, ReadInts(ref r), ReadInts(ref r), r.Signed())),

        OperatorFormat.Of<ReshapeOperator>(11,
            (to, o) => Write(to, o.Shape),
            (ref ByteReader r, OperatorHeader h) => new ReshapeOperator(h.Name, h.Inputs, h.Output, ReadInts(ref r))),

        OperatorFormat.Of<TransposeOperator>(12,
            (to, o) => Write(to, o.Permutation),
            (ref ByteReader r, OperatorHeader h) => new TransposeOperator(h.Name, h.Inputs, h.Output, ReadInts(ref r))),

        OperatorFormat.Of<SoftmaxOperator>(13,
            (to, o) =>
            {
                to.Signed(o.InputFraction);
                to.Signed(o.ExpFraction);
                to.Signed(o.OutputFraction);
            },
            (ref ByteReader r, OperatorHeader h) => new SoftmaxOperator(
                h.Name, h.Inputs, h.Output, r.SignedInt(), r.SignedInt(), r.SignedInt())),
    ];
}
