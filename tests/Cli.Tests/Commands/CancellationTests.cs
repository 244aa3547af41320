using System.Diagnostics;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

/// <summary>Commands that are ended: exit code 130, one clear line, and no file touched.</summary>
public class CancellationTests
{
    /// <summary>Ended after so many milliseconds: at once, or anywhere in the work. What was not ended is complete.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(150)]
    [InlineData(400)]
    public void ACompilationLeavesItsFolderAsItWas(int milliseconds)
    {
        using var folder = new TempFolder();
        var old = folder.Write("model.vk", "the key of before");
        var fresh = folder["fresh"];
        string[] args = ["compile", Compiled.Lenet.Onnx, "--calibration", Compiled.Lenet.Inputs, "--seed", Compiled.Seed];
        var existing = RunFor(milliseconds, [.. args, "--out", folder.Path]);
        if (existing == ExitCode.Cancelled) Assert.Equal("the key of before", File.ReadAllText(old));
        if (existing == ExitCode.Cancelled) Assert.Equal([old], Directory.GetFileSystemEntries(folder.Path));
        var created = RunFor(milliseconds, [.. args, "--out", fresh]);
        Assert.Equal(created == ExitCode.Cancelled, !Directory.Exists(fresh));
        if (created == ExitCode.Done) Assert.Equal(File.ReadAllBytes(Compiled.Lenet.Key), File.ReadAllBytes(Path.Combine(fresh, "model.vk")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(40)]
    public void AProofLeavesItsFileAsItWas(int milliseconds)
    {
        using var folder = new TempFolder();
        var proof = folder.Write("proof", "the proof of before");
        foreach (var more in (string[][])[[], ["--threads", "1"]])
        {
            var code = RunFor(milliseconds, ["prove", Compiled.Lenet.Model, "--input", Compiled.Lenet.Inputs, "--out", proof, .. more]);
            if (code == ExitCode.Cancelled) Assert.Equal("the proof of before", File.ReadAllText(proof));
            else Assert.Equal(File.ReadAllBytes(Compiled.Lenet.Proof), File.ReadAllBytes(proof));
            Assert.Equal([proof], Directory.GetFileSystemEntries(folder.Path));
            File.WriteAllText(proof, "the proof of before");
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void FilesAreTheSameOnAnyNumberOfThreads(string threads)
    {
        using var folder = new TempFolder();
        var model = Compiled.Cancer;
        Tool.Done("compile", model.Onnx, "--out", folder.Path, "--quantization", model.Quantization, "--seed", Compiled.Seed, "--threads", threads);
        Tool.Done("prove", folder["model.zkml"], "--input", model.Inputs, "--out", folder["proof"], "--threads", threads);
        foreach (var name in new[] { "model.zkml", "model.vk", "proof" }) Assert.Equal(File.ReadAllBytes(model.File(name)), File.ReadAllBytes(folder[name]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1025")]
    public void ThatManyThreadsAreBadInput(string threads)
    {
        using var folder = new TempFolder();
        var model = Compiled.Cancer;
        Tool.Refused(["prove", model.Model, "--input", model.Inputs, "--out", folder["proof"], "--threads", threads], "--threads", "1 to 1024");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>
    /// A process that makes powers for minutes is asked to terminate when it has begun. It takes the signal of Ctrl-C for the same,
    /// but a test runner may have had its children ignore that one.
    /// </summary>
    [Fact]
    public void ASignalEndsTheProcess()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        string[] arguments = [typeof(CliRunner).Assembly.Location, "setup", "--insecure-dev", "--log-size", "24", "--out", folder["srs"]];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Assert.Contains("INSECURE", process.StandardError.ReadLine(), StringComparison.Ordinal);
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) kill.WaitForExit();
        var rest = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(ExitCode.Cancelled, process.ExitCode);
        Assert.Contains("error: cancelled; nothing was written.", rest, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>The exit code; checks what a command says that was ended.</summary>
    private static int RunFor(int milliseconds, string[] args)
    {
        using var source = milliseconds == 0 ? new CancellationTokenSource() : new CancellationTokenSource(milliseconds);
        if (milliseconds == 0) source.Cancel();
        var result = Tool.Run(source.Token, [.. args, "--json"]);
        if (result.ExitCode == ExitCode.Done) return ExitCode.Done;
        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.Equal("cancelled; nothing was written.", result.Json["error"]!.GetValue<string>());
        Assert.EndsWith("error: cancelled; nothing was written.\n", result.Error, StringComparison.Ordinal);
        return result.ExitCode;
    }
}
