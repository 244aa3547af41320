using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables.Functions;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>The parts that several operators share: tensors, types, requantization.</summary>
internal static class GraphParts
{
    private const byte NoneTag = 0;
    private const byte ClampTag = 1;
    private const byte FunctionTag = 2;

    public static void Write(ByteWriter to, IntegerTensor tensor)
    {
        IntegerArrays.Write(to, tensor.Shape);
        IntegerArrays.WritePacked(to, tensor.Data);
    }

    public static IntegerTensor ReadTensor(ref ByteReader from)
    {
        var shape = IntegerArrays.ReadInts(ref from);
        var data = IntegerArrays.ReadPacked(ref from);
        var size = (Int128)1;
        foreach (var extent in shape)
        {
            size *= extent;
            if (extent < 0 || size > data.Length) break;
        }
        from.Require(size == data.Length, "a tensor without the size of its shape");
        return new IntegerTensor(shape, data);
    }

    public static void Write(ByteWriter to, GraphValue value)
    {
        if (!ScaleField.IsValid(value.Kind, value.Scale)) throw new ArgumentException($"'{value.Name}' has the scale {value.Scale}.");
        to.Text(value.Name);
        IntegerArrays.Write(to, value.Type.Shape);
        to.Signed(value.Type.Min);
        to.Signed(value.Type.Max);
        to.DoubleLittleEndian(ScaleField.Of(value.Kind, value.Scale));
    }

    public static GraphValue ReadValue(ref ByteReader from)
    {
        var name = from.Text();
        var type = new IntegerType(IntegerArrays.ReadInts(ref from), from.Signed(), from.Signed());
        var field = from.DoubleLittleEndian();
        from.Require(ScaleField.TryRead(field, out var kind, out var scale), $"the scale {field} of '{name}'");
        return new GraphValue(name, type, scale, kind);
    }

    /// <summary>A function by its number; fails on one that the catalogue does not have.</summary>
    public static TableFunction ReadFunction(ref ByteReader from)
    {
        var code = from.Byte();
        if (FunctionCatalogue.WithCode(code) is { } function) return function;
        from.Fail($"an unknown function {code}");
        return FunctionCatalogue.All[0];
    }

    public static void Write(ByteWriter to, Requantization? requantization)
    {
        if (requantization is null)
        {
            to.Byte(NoneTag);
            return;
        }
        switch (requantization.Activation)
        {
            case ClampActivation:
                to.Byte(ClampTag);
                break;
            case FunctionActivation function:
                to.Byte(FunctionTag);
                to.Byte(function.Function.Code);
                to.Signed(function.InputFraction);
                to.Signed(function.OutputFraction);
                to.Signed(function.Parameter);
                break;
            default:
                throw new ArgumentException($"No encoding for {requantization.Activation.GetType().Name}.");
        }
        to.Signed(requantization.Shift);
        to.Signed(requantization.Activation.Min);
        to.Signed(requantization.Activation.Max);
    }

    public static Requantization? ReadRequantization(ref ByteReader from)
    {
        var tag = from.Byte();
        if (tag == NoneTag) return null;
        if (tag == ClampTag) return new Requantization(from.SignedInt(), new ClampActivation(from.Signed(), from.Signed()));
        from.Require(tag == FunctionTag, $"an activation of kind {tag}");
        var function = ReadFunction(ref from);
        var (inputFraction, outputFraction, parameter) = (from.SignedInt(), from.SignedInt(), from.Signed());
        var shift = from.SignedInt();
        return new Requantization(shift, new FunctionActivation(function, inputFraction, outputFraction, from.Signed(), from.Signed(), parameter));
    }
}
