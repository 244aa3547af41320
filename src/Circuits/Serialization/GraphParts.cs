using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables;

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
        return size == data.Length ? new IntegerTensor(shape, data) : throw new MalformedBytesException("a tensor without the size of its shape");
    }

    public static void Write(ByteWriter to, GraphValue value)
    {
        if (!ScaleField.IsValid(value.Kind, value.Scale)) throw new ArgumentException($"'{value.Name}' has the scale {value.Scale}.");
        to.Text(value.Name);
        IntegerArrays.Write(to, value.Type.Shape);
        to.Signed(value.Type.Min);
        to.Signed(value.Type.Max);
        to.Double(ScaleField.Of(value.Kind, value.Scale));
    }

    public static GraphValue ReadValue(ref ByteReader from)
    {
        var name = from.Text();
        var type = new IntegerType(IntegerArrays.ReadInts(ref from), from.Signed(), from.Signed());
        var field = from.Double();
        if (!ScaleField.TryRead(field, out var kind, out var scale)) throw new MalformedBytesException($"the scale {field} of '{name}'");
        return new GraphValue(name, type, scale, kind);
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
                to.Byte((byte)function.Function);
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
        if (tag != FunctionTag) throw new MalformedBytesException($"an activation of kind {tag}");
        var function = (IrregularFunction)from.Byte();
        if (!Enum.IsDefined(function)) throw new MalformedBytesException($"an unknown function {(byte)function}");
        var (inputFraction, outputFraction, parameter) = (from.SignedInt(), from.SignedInt(), from.Signed());
        var shift = from.SignedInt();
        return new Requantization(shift, new FunctionActivation(function, inputFraction, outputFraction, from.Signed(), from.Signed(), parameter));
    }
}
