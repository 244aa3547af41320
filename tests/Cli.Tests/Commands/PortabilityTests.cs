using System.Diagnostics;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

/// <summary>Model hash and files do not depend on the processor: a process without vector instructions makes the same ones.</summary>
public class PortabilityTests
{
    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("ZKML_KERNELS", "vector")]
    [InlineData("ZKML_KERNELS", "portable")]
    public void CompilationIsTheSameWithoutHardwareIntrinsics(string variable, string value)
    {
        if (value == "vector" && !KernelSupport.CanVectorize) return;
        using var folder = new TempFolder();
        var model = Compiled.Cancer;
        Run(variable, value, "compile", model.Onnx, "--out", folder.Path, "--quantization", model.Quantization, "--seed", Compiled.Seed);
        foreach (var name in new[] { "model.zkml", "model.vk", "quantization.json" })
        {
            Assert.Equal(File.ReadAllBytes(model.File(name)), File.ReadAllBytes(Path.Combine(folder.Path, name)));
        }
        var proof = Path.Combine(folder.Path, "proof");
        Run(variable, value, "prove", model.Model, "--input", model.Inputs, "--out", proof);
        Assert.Equal(File.ReadAllBytes(model.Proof), File.ReadAllBytes(proof));
    }

    [Fact]
    public void AnUnknownKernelNameIsBadInput()
    {
        using var folder = new TempFolder();
        var model = Compiled.Cancer;
        var (code, text) = Start("ZKML_KERNELS", "fast", "prove", model.Model, "--input", model.Inputs, "--out", Path.Combine(folder.Path, "proof"));
        Assert.Equal(2, code);
        Assert.Contains("ZKML_KERNELS=fast: expected assembled, vector or portable", text, StringComparison.Ordinal);
    }

    internal static void Run(string variable, string value, params string[] arguments)
    {
        var (code, text) = Start(variable, value, arguments);
        Assert.True(code == 0, $"{code}: {text}");
    }

    private static (int ExitCode, string Text) Start(string variable, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(CliRunner).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
