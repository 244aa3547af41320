using Zkml.Algebra.Setup;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Inspection;

/// <summary>The kinds of file that this program writes.</summary>
internal enum FileKind
{
    Unknown,
    Model,
    Key,
    Proof,
    Srs,
    HidingProof,
    WrapperKey,
    WrappedProof,
}

/// <summary>Tells files apart by their first eight bytes.</summary>
internal static class FileKinds
{
    public static FileKind Of(ReadOnlySpan<byte> bytes)
    {
        if (ModelFile.Frame.Matches(bytes)) return FileKind.Model;
        if (KeyCodec.Frame.Matches(bytes)) return FileKind.Key;
        if (ProofCodec.Frame.Matches(bytes)) return FileKind.Proof;
        if (HidingProofCodec.Frame.Matches(bytes)) return FileKind.HidingProof;
        if (WrapperKeyCodec.Frame.Matches(bytes)) return FileKind.WrapperKey;
        if (WrappedProofCodec.Frame.Matches(bytes)) return FileKind.WrappedProof;
        return SrsFile.Matches(bytes) ? FileKind.Srs : FileKind.Unknown;
    }
}
