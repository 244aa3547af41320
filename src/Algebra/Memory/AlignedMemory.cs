using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Zkml.Algebra.Memory;

/// <summary>
/// An array of structures of 64 bytes that begins on a cache line, on large pages where the system gives them: elements
/// of ordinary arrays lie across two lines, and reading one at random costs twice. It is on the garbage-collected heap
/// (pinned), so that a span keeps it alive.
/// </summary>
/// <typeparam name="T">A structure of 64 bytes, such as an affine point.</typeparam>
internal sealed unsafe class AlignedMemory<T> : MemoryManager<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private readonly T[] array;
    private readonly int length;
    private readonly nint padding;

    /// <summary>Elements of undefined contents.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="NotSupportedException">T has not 64 bytes.</exception>
    public AlignedMemory(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (sizeof(T) != CacheLine)
        {
            throw new NotSupportedException($"{typeof(T).Name} has {sizeof(T)} bytes; only structures of {CacheLine} are aligned.");
        }
        array = GC.AllocateUninitializedArray<T>(length + 1, pinned: true);
        this.length = length;
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        padding = -start & (CacheLine - 1);
        HugePages.AdviseWithin((void*)start, (nuint)length * CacheLine);
    }

    /// <inheritdoc/>
    public override Span<T> GetSpan() => MemoryMarshal.CreateSpan(ref First, length);

    /// <summary>The array does not move, so this only gives the address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not that of an element, nor the length.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
        return new(Unsafe.AsPointer(ref Unsafe.Add(ref First, elementIndex)), pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <summary>Nothing to do: the garbage collector takes the array.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private ref T First => ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), padding);
}
