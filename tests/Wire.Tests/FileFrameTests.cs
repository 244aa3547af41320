namespace Zkml.Wire.Tests;

/// <summary>Magic, version, content, checksum: each refused when it is wrong.</summary>
public class FileFrameTests
{
    private static readonly FileFrame Frame = new("ZKMLTST\n", 3, "test file");

    private static readonly byte[] File = Make();

    [Fact]
    public void TheContentComesBack()
    {
        Assert.Equal("5a4b4d4c5453540a" + "03" + "05" + "ac02", Convert.ToHexStringLower(File[..^FileFrame.ChecksumLength]));
        Assert.True(Frame.Matches(File));
        Assert.True(FileFrame.IsIntact(File));
        var reader = Frame.Open(File);
        Assert.Equal((9, 3), (reader.Position, reader.Remaining));
        Assert.Equal((5, 300UL), (reader.Byte(), reader.Unsigned()));
        reader.End();
        Assert.Null(reader.Error);
    }

    [Fact]
    public void EveryTruncationAndEveryFlippedBitIsRefused()
    {
        for (var length = 0; length < File.Length; length++) Refused(File[..length], length < 8 ? "not a Zkml test file" : "trunc");
        for (var bit = 0; bit < 8 * File.Length; bit++)
        {
            var changed = (byte[])File.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(changed, bit switch { < 64 => "not a Zkml test file", < 72 => "version", _ => "checksum" });
        }
        Refused([.. File, 0], "checksum");
        Refused([], "not a Zkml test file");
    }

    private static void Refused(byte[] bytes, string reason)
    {
        var reader = Frame.Open(bytes);
        Assert.Equal((0, (byte)0), (reader.Remaining, reader.Byte()));
        Assert.Contains(reason, reader.Error?.Reason, StringComparison.Ordinal);
    }

    private static byte[] Make()
    {
        var writer = Frame.Begin();
        writer.Byte(5);
        writer.Unsigned(300);
        return FileFrame.Seal(writer);
    }
}
