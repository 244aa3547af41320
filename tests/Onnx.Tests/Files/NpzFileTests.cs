using System.IO.Compression;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Tests.Files;

public sealed class NpzFileTests
{
    private static readonly byte[] Ids = NpyFile.ToBytes(LongTensor.Vector(3, 1, long.MaxValue));
    private static readonly byte[] Mask = NpyFile.ToBytes(new FloatTensor(new float[1000], [10, 100]));

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void TensorsAreFoundByName(CompressionLevel level)
    {
        var archive = NpzFile.Open(Archives.Of(level, ("ids.npy", Ids), ("a/mask.npy", Mask)));
        Assert.Equal(["ids", "a/mask"], archive.Names);
        Assert.True(archive.Find("ids")!.TryInteger(2, out var value));
        Assert.Equal(long.MaxValue, value);
        Assert.Equal([10, 100], archive.Find("a/mask")!.Shape);
        Assert.Null(archive.Find("mask"));
    }

    [Theory]
    [InlineData("../ids.npy", "a path")]
    [InlineData("/ids.npy", "a path")]
    [InlineData("a\\ids.npy", "a path")]
    [InlineData("a\u001b[2J.npy", "a path")]
    [InlineData("ids", "names of tensors with .npy")]
    [InlineData(".npy", "names of tensors with .npy")]
    [InlineData("folder/", "names of tensors with .npy")]
    public void OtherMembersAreRefused(string name, string says) => Refused(Archives.Of((name, Ids)), says);

    [Fact]
    public void AMemberMayNotComeTwice() => Refused(Archives.Of(("ids.npy", Ids), ("ids.npy", Mask)), "'ids.npy' twice");

    [Fact]
    public void MoreMembersThanAModelHasInputsAreRefused() =>
        Refused(Archives.Of([.. Enumerable.Range(0, ZipDirectory.MaxMembers + 1).Select(k => ($"{k}.npy", Ids))]), "at most 1024");

    [Fact]
    public void AnEmptyArchiveIsRefused() => Refused(Archives.Of(), "empty");

    [Fact]
    public void SizesAreCheckedBeforeAnythingIsUnfolded()
    {
        var honest = Archives.Of(CompressionLevel.Optimal, ("ids.npy", Ids), ("mask.npy", Mask));
        var first = Archives.Entry(honest);
        // Offset 24 of an entry: the size of the content.
        Refused(Archives.With(honest, first + 24, 0xFF, 0xFF, 0xFF, 0xFF), "unfolds to 4294967295 bytes");
        // 2^29 + 2^29 + … bytes: each is allowed, their sum is not.
        var sum = Archives.With(Archives.With(honest, first + 24, 0, 0, 0, 0x20), Archives.Entry(honest, 1) + 24, 1, 0, 0, 0x20);
        Refused(sum, "unfolds to 1073741825 bytes");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Archives.With(honest, first + 24, 0, 0, 0, 0x20), "does not unfold to the 536870912 bytes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Refused(Archives.With(honest, first + 24, (byte)(Ids.Length - 1)), "does not unfold");
        Refused(Archives.With(honest, first + 24, (byte)(Ids.Length + 1)), "does not unfold");
    }

    [Fact]
    public void DamageIsFound()
    {
        var stored = Archives.Of(("ids.npy", Ids));
        var data = stored.AsSpan().IndexOf(Ids);
        Refused(Archives.With(stored, data + Ids.Length - 1, 1), "CRC-32");
        Refused(Archives.With(stored, Archives.Entry(stored) + 10, 12), "method 12");
        Refused(Archives.With(stored, Archives.Entry(stored) + 8, 1), "encrypted");
        Refused(Archives.With(stored, Archives.Entry(stored) + 42, 0xFF, 0xFF, 0xFF, 0x7F), "outside the archive");
        Refused(Archives.With(stored, Archives.Entry(stored) + 20, 0xFF, 0xFF, 0xFF, 0x7F), "outside the archive");
        Refused(Archives.With(stored, Archives.End(stored) + 16, 0xFF, 0xFF, 0xFF, 0x7F), "outside of it");
        Refused(Archives.With(stored, Archives.End(stored) + 10, 2), "several parts");
        Refused(Archives.With(stored, Archives.End(stored) + 8, 2, 0, 2), "truncated or damaged");
        for (var length = 4; length < stored.Length; length++) Refused(stored[..length], "");
    }

    [Fact]
    public void ChangedArchivesNeverDoAnythingElse()
    {
        var random = new Random(7);
        var original = Archives.Of(CompressionLevel.Optimal, ("ids.npy", Ids), ("mask.npy", Mask));
        for (var round = 0; round < 5000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = 0; change < 3; change++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var archive = NpzFile.Open(bytes);
                foreach (var name in archive.Names) archive.Find(name);
            }
            catch (InputFormatException)
            {
            }
        }
    }

    private static void Refused(byte[] bytes, string says)
    {
        var error = Assert.Throws<InputFormatException>(() =>
        {
            var archive = NpzFile.Open(bytes);
            foreach (var name in archive.Names) archive.Find(name);
        });
        Assert.Contains(says, error.Message);
    }
}
