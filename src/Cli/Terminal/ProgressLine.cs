using System.Diagnostics;

namespace Zkml.Cli.Terminal;

/// <summary>
/// Says what a step is doing when it takes long: one line that redraws itself on a terminal, plain lines elsewhere.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
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

    /// <param name="writer">Where to draw.</param>
    /// <param name="redraws">Whether the writer is a terminal.</param>
    /// <param name="text">What is done.</param>
    /// <param name="patience">How long to stay silent.</param>
    public ProgressLine(TextWriter writer, bool redraws, string text, TimeSpan patience)
    {
        (this.writer, this.redraws, this.text) = (writer, redraws, ShownText.Of(text));
        timer = new Timer(_ => Draw(), null, patience, TimeSpan.FromMilliseconds(redraws ? 120 : 300));
    }

    /// <summary>Names the part that runs now.</summary>
    public void Update(string newText)
    {
        lock (gate) text = ShownText.Of(newText);
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
            if (isDone) return;
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
