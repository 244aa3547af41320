using Zkml.Onnx.Folding;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;
using Zkml.Wire;
using Zkml.Wrapper.Codec;

namespace Zkml.Wrapper.Tests;

/// <summary>docs/file-formats.md names the magic and the version of every framed file, in the heading of its section.</summary>
public class FileFormatsDocumentTests
{
    [Fact]
    public void EveryFrameIsTheHeadingsAndEveryHeadingIsAFrames()
    {
        FileFrame[] frames =
        [
            ProofCodec.Frame, KeyCodec.Frame, ModelFile.Frame, WrapperKeyCodec.Frame, WrappedProofCodec.Frame, HidingProofCodec.Frame,
            FoldedFile.Frame,
        ];
        var headings = File.ReadAllLines(Document()).Where(line => line.StartsWith("## ", StringComparison.Ordinal) && line.Contains("`ZKML"));
        var told = headings.Select(h => h[h.IndexOf('(')..(h.IndexOf(')') + 1)]);
        Assert.Equal(frames.Select(f => $"(`{f.Magic.Replace("\n", "\\n")}`, version {f.Version})"), told);
    }

    private static string Document([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "docs", "file-formats.md"));
}
