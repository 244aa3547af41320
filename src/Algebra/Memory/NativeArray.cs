using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Zkml.Algebra.Memory;

/// <summary>Memory on cache-line boundaries, at a fixed address, that only grows; its contents do not survive growth.</summary>
internal sealed unsafe class NativeArray<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private static readonly ConcurrentBag<NativeArray<T>> Idle = [];

    private int capacity;

    ~NativeArray() => Release();

    /// <summary>The first element.</summary>
    public T* Pointer { get; private set; }

    /// <summary>An array that no one uses: fresh memory would cost a page fault for every few kilobytes.</summary>
    public static NativeArray<T> Rent() => Idle.TryTake(out NativeArray<T>? array) ? array : new();

    /// <summary>Leaves it, and its memory, to the next.</summary>
    public void Return() => Idle.Add(this);

    /// <summary>Makes room for so many elements, uninitialized, and returns the first.</summary>
    public T* Reserve(int count)
    {
        if (count > capacity)
        {
            Release();
            var bytes = (nuint)count * (nuint)sizeof(T);
            var large = bytes >= HugePages.Size;
            Pointer = (T*)NativeMemory.AlignedAlloc(bytes, (nuint)(large ? HugePages.Size : CacheLine));
            if (large) HugePages.Advise(Pointer, bytes);
            capacity = count;
        }

        return Pointer;
    }

    private void Release()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        capacity = 0;
    }
}
