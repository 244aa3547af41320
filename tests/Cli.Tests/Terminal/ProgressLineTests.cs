using Zkml.Cli.Terminal;

namespace Zkml.Cli.Tests.Terminal;

public sealed class ProgressLineTests
{
    [Fact]
    public void PlainProgressSaysEachPartOnce()
    {
        using var writer = new LockedWriter();
        using (var line = new ProgressLine(writer, redraws: false, "compiling", TimeSpan.Zero))
        {
            WaitFor(() => writer.ToString().Contains("… compiling"));
            line.Update("compiling: com\u001bmitting");
            WaitFor(() => writer.ToString().Contains("mitting"));
        }
        Assert.Equal(["… compiling", "… compiling: com\\u001bmitting"], writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void TerminalProgressErasesItself()
    {
        using var writer = new LockedWriter();
        using (new ProgressLine(writer, redraws: true, "proving", TimeSpan.Zero)) WaitFor(() => writer.ToString().Contains("proving"));
        var text = writer.ToString();
        Assert.EndsWith("\r", text);
        Assert.DoesNotContain('\n', text);
        Assert.Equal("", text.Split('\r')[^2].Trim());
    }

    [Fact]
    public void ShortStepsAreSilent()
    {
        var writer = new StringWriter();
        new ProgressLine(writer, redraws: true, "loading", TimeSpan.FromSeconds(2)).Dispose();
        Assert.Equal("", writer.ToString());
    }

    /// <summary>A writer that one thread reads while another writes.</summary>
    private sealed class LockedWriter : StringWriter
    {
        private readonly Lock gate = new();

        public override void Write(string? value)
        {
            lock (gate) base.Write(value);
        }

        public override void WriteLine(string? value)
        {
            lock (gate) base.WriteLine(value);
        }

        public override string ToString()
        {
            lock (gate) return base.ToString();
        }
    }

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)));
}
