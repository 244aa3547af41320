using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Points on cache-line boundaries and large pages: managed arrays lie 16 bytes off, and a point read from two lines
/// costs twice. Copied where necessary, once for all windows.
/// </summary>
internal sealed unsafe class AlignedPoints : IDisposable
{
    private const int MinimumPerThread = 1 << 13;

    private readonly NativeArray<G1Affine>? copy;

    /// <summary>The source, pinned as long as this lives, or its copy.</summary>
    public AlignedPoints(G1Affine* source, int count, Cpu cpu)
    {
        Points = source;
        if (((nint)source & (sizeof(G1Affine) - 1)) == 0) return;
        copy = NativeArray<G1Affine>.Rent();
        Points = copy.Reserve(count);
        cpu.For(count, MinimumPerThread, (start, end) => Copy(source, start, end));
    }

    /// <summary>The first of the points.</summary>
    public G1Affine* Points { get; }

    /// <summary>Gives the copy's memory back.</summary>
    public void Dispose() => copy?.Return();

    private void Copy(G1Affine* source, int start, int end)
    {
        var bytes = (long)(end - start) * sizeof(G1Affine);
        Buffer.MemoryCopy(source + start, Points + start, bytes, bytes);
    }
}
