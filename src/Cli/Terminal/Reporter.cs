using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Zkml.Cli.Terminal;

/// <summary>
/// How a command speaks: results to stdout as text or as one JSON object, warnings, notes and progress to stderr. Every line
/// that is printed goes through <see cref="ShownText"/>, so that no name in a foreign file reaches the terminal as a command.
/// </summary>
internal sealed class Reporter(TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions JsonStyle = new() { WriteIndented = true };

    /// <summary>A command that takes longer than this shows what it is doing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<string> warnings = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = TextWriter.Synchronized(error);

    /// <summary>Whether the command is still wanted; looked at before and after each step, too.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether stdout carries one JSON object and nothing else.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether notes and progress are left out; warnings never are.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether stderr is a terminal that can redraw a line.</summary>
    public bool IsInteractive => ReferenceEquals(Error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>Lines of the result, for people; a line break within one is shown, not made.</summary>
    public void Line(params ReadOnlySpan<string> lines)
    {
        if (IsJson) return;
        foreach (var line in lines) Output.WriteLine(ShownText.Of(line));
    }

    /// <summary>Something that the user should know, on stderr.</summary>
    public void Note(string text)
    {
        if (!IsQuiet) Error.WriteLine($"note: {ShownText.Of(text)}");
    }

    /// <summary>Something that the user must know: on stderr whatever the options are, and in the JSON object.</summary>
    public void Warn(string text)
    {
        warnings.Add(text);
        Error.WriteLine($"WARNING: {ShownText.Of(text)}");
    }

    /// <summary>Names and figures of the result in two columns, for people.</summary>
    public void Facts(string? title, IEnumerable<(string Name, string Value)> facts)
    {
        if (IsJson) return;
        var rows = facts.Select(f => (Name: ShownText.Of(f.Name), Value: ShownText.Of(f.Value))).ToList();
        var width = rows.Max(r => r.Name.Length);
        if (title is not null) Output.WriteLine($"{ShownText.Of(title)}:");
        foreach (var (name, value) in rows) Output.WriteLine($"  {name.PadRight(width)}  {value}");
        Output.WriteLine();
    }

    /// <summary>A table of the result, for people; without colours and box drawing when stdout is not a terminal.</summary>
    public void Table(Table table)
    {
        if (IsJson) return;
        var isTerminal = ReferenceEquals(Output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal) console.Profile.Width = 200;
        console.Write(isTerminal ? table : table.Border(TableBorder.Simple));
    }

    /// <summary>Ends a command: prints the figures in JSON mode, and hands the exit code through.</summary>
    public int Finish(JsonObject figures, int exitCode = ExitCode.Done)
    {
        if (!IsJson) return exitCode;
        if (warnings.Count > 0) figures["warnings"] = new JsonArray([.. warnings.Select(w => JsonValue.Create(w))]);
        Output.WriteLine(figures.ToJsonString(JsonStyle));
        return exitCode;
    }

    /// <summary>Ends a command that cannot do what it was asked.</summary>
    public int Fail(string message, int exitCode = ExitCode.BadInput)
    {
        message = ShownText.Of(message);
        try
        {
            if (IsJson) Output.WriteLine(new JsonObject { ["error"] = message }.ToJsonString(JsonStyle));
            Error.WriteLine($"error: {message}");
        }
        catch (IOException)
        {
            // Nobody reads: the pipe is closed.
        }
        return exitCode;
    }

    /// <summary>Runs a step that may take long, with its progress on stderr.</summary>
    /// <exception cref="OperationCanceledException">The command was cancelled before or during it.</exception>
    public T Step<T>(string what, Func<Action<string>, T> work)
    {
        var silence = Patience - watch.Elapsed;
        using var progress = IsQuiet ? null : new ProgressLine(Error, IsInteractive, what, silence > TimeSpan.Zero ? silence : TimeSpan.FromMilliseconds(100));
        Cancellation.ThrowIfCancellationRequested();
        var result = work(stage => progress?.Update($"{what}: {stage}"));
        Cancellation.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>As <see cref="Step{T}(string, Func{Action{string}, T})"/> for a step without parts.</summary>
    public T Step<T>(string what, Func<T> work) => Step(what, _ => work());
}
