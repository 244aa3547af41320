using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Tests.Memory;

/// <summary>Memory on cache lines and large pages.</summary>
public sealed unsafe class AlignedMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void PointsLieOnCacheLines(int length)
    {
        var memory = new AlignedMemory<G1Affine>(length);
        Assert.Equal(length, memory.Memory.Length);
        memory.Memory.Span.Fill(G1Affine.Generator);
        using System.Buffers.MemoryHandle handle = memory.Memory.Pin();
        Assert.Equal(0, (nint)handle.Pointer & 63);
        GC.Collect();
        Assert.Equal(-1, memory.GetSpan().IndexOfAnyExcept(G1Affine.Generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Pin(length + 1).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Pin(-1).Dispose());
    }

    [Fact]
    public void OtherSizesAreRefused()
    {
        Assert.Throws<NotSupportedException>(() => new AlignedMemory<Fr>(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedMemory<G1Affine>(-1));
    }

    [Fact]
    public void LargeArraysComeOnAdvisedPages()
    {
        const string Mappings = "/proc/self/smaps";
        if (!File.Exists(Mappings) || !File.Exists("/sys/kernel/mm/transparent_hugepage/enabled")) return;
        ManagedHeap.AdviseHugePages();
        var array = GC.AllocateUninitializedArray<byte>(1 << 24, pinned: true);
        fixed (byte* first = array)
        {
            Assert.Contains(" hg", Flags(Mappings, (ulong)first + (1 << 23)));
        }
    }

    /// <summary>The flags that the system keeps for the mapping of an address.</summary>
    private static string Flags(string file, ulong address)
    {
        var within = false;
        foreach (var line in File.ReadLines(file))
        {
            int dash = line.IndexOf('-'), space = line.IndexOf(' ');
            if (dash > 0 && dash < space && ulong.TryParse(line[..dash], System.Globalization.NumberStyles.HexNumber, null, out var start))
            {
                within = start <= address && address < Convert.ToUInt64(line[(dash + 1)..space], 16);
            }
            else if (within && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }
}
