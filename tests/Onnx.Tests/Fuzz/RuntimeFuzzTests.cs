using System.Diagnostics;
using Xunit.Abstractions;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>
/// Foreign files reach native code only after our own checks: mutated models and hostile constants never crash the process
/// that runs them, which is a child of this one.
/// </summary>
public sealed class RuntimeFuzzTests(ITestOutputHelper log)
{
    [Fact]
    public void MutatedModelsNeverCrashTheProcess() => Child("1", "200");

    [Fact]
    public void ConstantNodesNeverCrashTheProcess() => Child("1", "0", "990");

    [Fact]
    [Trait("Tier", "All")]
    public void TwoThousandMutatedModelsNeverCrashTheProcess() => Child(Seed(), "2000");

    [Fact]
    [Trait("Tier", "All")]
    public void TenThousandConstantNodesNeverCrashTheProcess() => Child(Seed(), "0", "10000");

    /// <summary>All in one process, which names the one that killed it.</summary>
    [Fact]
    public void HostileConstantsAreRefusedOrEvaluated()
    {
        var output = Child("hostile");
        foreach (var name in HostileConstants.All.Keys) Assert.Contains($"{name}: ", output);
        string[] evaluated = [.. output.Split('\n').Where(line => line.Contains(": evaluates")).Select(line => line[..line.IndexOf(": evaluates", StringComparison.Ordinal)])];
        Assert.Equal(HostileConstants.Harmless, evaluated);
    }

    private static string Seed() => $"{Environment.TickCount & 0xFFFF}";

    /// <summary>What the child printed; its arguments, seed first, are in every message.</summary>
    private string Child(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(FuzzProgram).Assembly.Location, .. arguments]) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        var last = output.TrimEnd().Split('\n')[^1];
        log.WriteLine($"{string.Join(' ', arguments)}: {last}");
        Assert.True(child.ExitCode == 0, $"{string.Join(' ', arguments)}, {last}: exit code {child.ExitCode}\n{errors.Result}");
        Assert.StartsWith("done", last);
        return output;
    }
}
