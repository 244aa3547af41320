using Zkml.Cli.Commands;
using Zkml.Cli.Terminal;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("setup")]
    [InlineData("prove", "model.zkml")]
    [InlineData("nonsense")]
    [InlineData("verify", "proof", "--key", "k", "--nonsense")]
    [InlineData("setup", "--log-size", "many", "--out", "srs", "--insecure-dev")]
    [InlineData("compile", "m.onnx", "--out", "d", "--weights", "secret")]
    public void ParseErrorsExitWithTwo(params string[] args) => Tool.Refused(args, "--help");

    [Fact]
    public void NoCommandShowsHelp()
    {
        var result = Tool.Run();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("prove", result.Output);
    }

    [Theory]
    [InlineData("setup")]
    [InlineData("compile")]
    [InlineData("audit")]
    [InlineData("inspect")]
    [InlineData("run")]
    [InlineData("evaluate")]
    [InlineData("prove")]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("demo")]
    public void EveryCommandHasHelp(string command)
    {
        var result = Tool.Done(command, "--help");
        Assert.Contains($"zkml {command}", result.Output);
        Assert.Contains("--json", result.Output);
    }

    [Fact]
    public void TheDocumentationNamesEveryCommandAndOption()
    {
        var text = File.ReadAllText(Path.Combine(Tool.Root(), "docs", "cli.md"));
        foreach (var command in CommandTree.Build(new Reporter(TextWriter.Null, TextWriter.Null)).Subcommands)
        {
            Assert.Contains($"zkml {command.Name}", text);
            foreach (var option in command.Options.Where(o => !o.Hidden)) Assert.Contains(option.Name, text);
        }
    }

    [Fact]
    public void UnexpectedErrorsAreOneLine()
    {
        using var error = new StringWriter();
        var code = CliRunner.Run(["--help"], new BrokenWriter(), error);
        Assert.Equal(2, code);
        Assert.Contains("internal error: NotSupportedException: broken — please report", error.ToString());
        Assert.DoesNotContain("   at ", error.ToString());
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(char value) => throw new NotSupportedException("broken");

        public override void Write(string? value) => throw new NotSupportedException("broken");

        public override void WriteLine() => throw new NotSupportedException("broken");

        public override void WriteLine(string? value) => throw new NotSupportedException("broken");
    }
}
