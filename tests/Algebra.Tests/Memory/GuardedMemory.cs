namespace Zkml.Algebra.Tests.Memory;

/// <summary>
/// Memory between two pages that nothing may touch (Linux): code that reads or writes a byte before or behind its operand
/// ends the process, where on an ordinary heap it would go unnoticed.
/// </summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private readonly nint start;
    private readonly nuint length;

    /// <summary>Room for so many elements, which end where the second page begins, or begin where the first ends.</summary>
    public GuardedMemory(int count, bool atEnd)
    {
        int page = Environment.SystemPageSize, bytes = count * sizeof(T), inner = (bytes + page - 1) / page * page;
        length = (nuint)(inner + (2 * page));
        start = GuardedPages.Map(length);
                GuardedPages.Forbid(start, page);
        GuardedPages.Forbid(start + page + inner, page);
        Pointer = (T*)(start + page + (atEnd ? inner - bytes : 0));
        Count = count;
    }

    public static bool IsSupported => OperatingSystem.IsLinux();

    public T* Pointer { get; }

    public int Count { get; }

    public Span<T> Span => new(Pointer, Count);

    public void Dispose() => GuardedPages.Unmap(start, length);
}
