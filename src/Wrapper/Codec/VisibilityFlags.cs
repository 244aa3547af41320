using Zkml.Verifier;
using Zkml.Wire;

namespace Zkml.Wrapper.Codec;

/// <summary>Which tensors are sealed, in one byte: 1 inputs, 2 outputs (docs/file-formats.md §9).</summary>
internal static class VisibilityFlags
{
    private const int Inputs = 1, Outputs = 2;

    public static void Write(ByteWriter writer, Visibility visibility) =>
        writer.Byte((byte)((visibility.SealInputs ? Inputs : 0) | (visibility.SealOutputs ? Outputs : 0)));

    public static Visibility Read(ref ByteReader reader)
    {
        reader.Part = "visibility";
        var flags = reader.Number(Inputs | Outputs);
        return new Visibility((flags & Inputs) != 0, (flags & Outputs) != 0);
    }
}
