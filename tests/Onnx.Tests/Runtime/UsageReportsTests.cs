using System.Diagnostics;
using Zkml.Onnx.Tests.Fuzz;

namespace Zkml.Onnx.Tests.Runtime;

/// <summary>Nothing about a model or a machine is recorded for anybody when ONNX Runtime runs it.</summary>
public sealed class UsageReportsTests
{
    /// <summary>In a process with a home of its own, which runs models and leaves nothing there.</summary>
    [Fact]
    public async Task RunningAModelLeavesNothingBehind()
    {
        var home = Directory.CreateTempSubdirectory("zkml-home-");
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])[typeof(FuzzProgram).Assembly.Location, "1", "30"]) start.ArgumentList.Add(argument);
            foreach (var name in (string[])["HOME", "TMPDIR", "XDG_CACHE_HOME"]) start.Environment[name] = home.FullName;
            start.Environment.Remove("ORT_DISABLE_TELEMETRY");
            using var child = Process.Start(start)!;
            var errors = child.StandardError.ReadToEndAsync();
            var output = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();
            Assert.True(child.ExitCode == 0, await errors);
            Assert.DoesNotContain(", 0 ran", output);
            // The runtime's own pipes for debuggers go when it ends.
            Assert.Empty(home.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(home.FullName, file.FullName)));
        }
        finally
        {
            home.Delete(true);
        }
    }
}
