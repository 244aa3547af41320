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
        if (bytes.StartsWith("ZKMLMDL\n"u8)) return FileKind.Model;
        if (bytes.StartsWith("ZKMLVKY\n"u8)) return FileKind.Key;
        if (bytes.StartsWith("ZKMLPRF\n"u8)) return FileKind.Proof;
        if (bytes.StartsWith("ZKMLHID\n"u8)) return FileKind.HidingProof;
        if (bytes.StartsWith("ZKMLWKY\n"u8)) return FileKind.WrapperKey;
        if (bytes.StartsWith("ZKMLWRP\n"u8)) return FileKind.WrappedProof;
        return bytes.StartsWith("ZKMLSRS\n"u8) ? FileKind.Srs : FileKind.Unknown;
    }
}
