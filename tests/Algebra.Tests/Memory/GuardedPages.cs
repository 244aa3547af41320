using System.Runtime.InteropServices;

namespace Zkml.Algebra.Tests.Memory;

/// <summary>Pages from Linux, for <see cref="GuardedMemory{T}"/>.</summary>
internal static class GuardedPages
{
    private const int NoAccess = 0, ReadWrite = 3, PrivateAnonymous = 0x22;

    public static nint Map(nuint length)
    {
        var start = MapPages(0, length, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, start);
        return start;
    }

    public static void Forbid(nint start, int length) => Assert.Equal(0, ProtectPages(start, (nuint)length, NoAccess));

    public static void Unmap(nint start, nuint length) => Assert.Equal(0, UnmapPages(start, length));

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern nint MapPages(nint hint, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int ProtectPages(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int UnmapPages(nint address, nuint length);
}
