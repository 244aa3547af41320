using System.Diagnostics;
using Xunit.Abstractions;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Foreign files reach native code only after our own checks: mutated models never crash the process that runs them.</summary>
public sealed class RuntimeFuzzTests(ITestOutputHelper log)
{
    [Fact]
    public void MutatedModelsNeverCrashTheProcess() => Run(seed: 1, files: 200);

    [Fact]
    [Trait("Tier", "All")]
    public void TwoThousandMutatedModelsNeverCrashTheProcess() => Run(Environment.TickCount & 0xFFFF, files: 2000);

    private void Run(int seed, int files)
    {
        log.WriteLine($"seed {seed}");
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[typeof(FuzzProgram).Assembly.Location, $"{seed}", $"{files}"]) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        var last = output.TrimEnd().Split('\n')[^1];
        log.WriteLine(last);
        Assert.True(child.ExitCode == 0, $"seed {seed}, {last}: exit code {child.ExitCode}\n{errors.Result}");
        Assert.StartsWith("done: ", last);
    }
}
