using Microsoft.ML.OnnxRuntime;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Runtime;

/// <summary>
/// The one ONNX Runtime environment of the process, made when the first session opens: a command that runs no float model
/// never loads the native library. Its own log is silent, because what goes wrong comes back as an exception.
/// </summary>
internal static class RuntimeEnvironment
{
    /// <summary>Bytes that the evaluation of constants may take, over all sessions that are limited.</summary>
    public const uint LimitedBytes = 1u << 31;

    private static readonly Lazy<OrtEnv> Instance = new(Load);

    /// <summary>
    /// Options of a session: CPU, no rewriting of the graph, one node after the other. Sums depend on how threads share
    /// them (measured in docs/decisions/0016), so one thread is the default everywhere.
    /// </summary>
    /// <param name="threads">Threads inside one operator.</param>
    /// <param name="isLimited">Whether the session shares <see cref="LimitedBytes"/> of memory and fails beyond.</param>
    public static SessionOptions Options(int threads, bool isLimited)
    {
        _ = Instance.Value;
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (isLimited) options.AddSessionConfigEntry("session.use_env_allocators", "1");
        return options;
    }

    private static OrtEnv Load()
    {
        try
        {
            return Create();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new GraphException($"ONNX Runtime, which runs float models, cannot be loaded: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static OrtEnv Create()
    {
        UsageReports.Forbid();
        var options = new EnvironmentCreationOptions { logId = "zkml", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var environment = OrtEnv.CreateInstanceWithOptions(ref options);
        environment.DisableTelemetryEvents();
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(LimitedBytes, -1, -1, -1);
        environment.CreateAndRegisterAllocator(memory, arena);
        return environment;
    }
}
