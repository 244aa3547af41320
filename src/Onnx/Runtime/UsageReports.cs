using System.Runtime.InteropServices;

namespace Zkml.Onnx.Runtime;

/// <summary>
/// ONNX Runtime's packages for Linux and macOS report their use to their maker (1.31.1: events of every session in
/// ~/.cache/Microsoft, a device's id, sent when there is a network). Who compiles a private model wants none of that, and
/// <c>DisableTelemetryEvents</c> comes too late: the first events are recorded while the environment is made. It reads this
/// variable first.
/// </summary>
internal static class UsageReports
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Forbids them for this process and its children; to be called before anything of ONNX Runtime is.</summary>
    public static void Forbid()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        // Elsewhere .NET's variables are its own, and native code reads those of the C library.
        if (!OperatingSystem.IsWindows()) _ = SetNative("ORT_DISABLE_TELEMETRY\0"u8.ToArray(), "1\0"u8.ToArray(), 1);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetNative(byte[] name, byte[] value, int overwrites);
}
