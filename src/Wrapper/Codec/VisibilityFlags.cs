using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Wrapper.Codec;

/// <summary>Which tensors are sealed, in one byte: 1 inputs, 2 outputs (docs/file-formats.md §9).</summary>
internal static class VisibilityFlags
{
    private const int Inputs = 1, Outputs = 2;

    public static void Write(ByteWriter writer, Visibility visibility) =>
        writer.Bytes([(byte)((visibility.SealInputs ? Inputs : 0) | (visibility.SealOutputs ? Outputs : 0))]);

    public static Visibility? TryRead(ref ByteReader reader) =>
        reader.TryBytes(1, out var flags) && flags[0] <= (Inputs | Outputs)
            ? new Visibility((flags[0] & Inputs) != 0, (flags[0] & Outputs) != 0)
            : null;
}
