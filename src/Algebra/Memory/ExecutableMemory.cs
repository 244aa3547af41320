using System.Runtime.InteropServices;

namespace Zkml.Algebra.Memory;

/// <summary>
/// Pages for machine code on Linux: written first, then made read-execute, never writable and executable at once.
/// Kernels live as long as the process, so nothing is ever freed.
/// </summary>
internal static unsafe class ExecutableMemory
{
    private const int ProtectRead = 1;
    private const int ProtectWrite = 2;
    private const int ProtectExecute = 4;
    private const int MapPrivateAnonymous = 0x22;

    /// <summary>Whether this system has the calls; it may still refuse them.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Copies the code into fresh pages and makes them executable; the address is page-aligned.</summary>
    public static bool TryPublish(ReadOnlySpan<byte> machineCode, out nint address)
    {
        address = 0;
        if (!IsSupported) return false;
        var page = Environment.SystemPageSize;
        var length = (nuint)((machineCode.Length + page - 1) / page * page);
        var mapped = MapPages(0, length, ProtectRead | ProtectWrite, MapPrivateAnonymous, -1, 0);
        if (mapped == -1) return false;
        machineCode.CopyTo(new Span<byte>((void*)mapped, machineCode.Length));
        if (ProtectPages(mapped, length, ProtectRead | ProtectExecute) != 0)
        {
            _ = UnmapPages(mapped, length);
            return false;
        }

        address = mapped;
        return true;
    }

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern nint MapPages(nint hint, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int ProtectPages(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int UnmapPages(nint address, nuint length);
}
