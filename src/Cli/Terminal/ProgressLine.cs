using System.Diagnostics;

namespace Zkml.Cli.Terminal;

/// <summary>
/// Says what a step is doing once it has taken two seconds: one line that redraws itself on a terminal, plain lines
/// elsewhere.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const double PatienceSeconds = 2;
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private readonly Lock gate = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly TextWriter writer;
    private readonly bool redraws;
    private readonly Timer timer;
    private string text;
    private string printed = "";
    private int frame;
    private bool isDone;

    public ProgressLine(TextWriter writer, bool redraws, string text)
    {
        (this.writer, this.redraws, this.text) = (writer, redraws, text);
        var period = redraws ? 120 : 500;
        timer = new Timer(_ => Draw(), null, period, period);
    }

    /// <summary>Names the part that runs now.</summary>
    public void Update(string newText)
    {
        lock (gate) text = newText;
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            isDone = true;
            if (redraws && printed.Length > 0) writer.Write($"\r{new string(' ', printed.Length)}\r");
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (isDone || watch.Elapsed.TotalSeconds < PatienceSeconds) return;
            if (redraws) Redraw();
            else if (printed != text) writer.WriteLine($"… {text}");
            if (!redraws) printed = text;
        }
    }

    private void Redraw()
    {
        var line = $"{Frames[frame++ % Frames.Length]} {text} ({watch.Elapsed.TotalSeconds:F0} s)";
        writer.Write($"\r{line.PadRight(printed.Length)}");
        printed = line;
    }
}
