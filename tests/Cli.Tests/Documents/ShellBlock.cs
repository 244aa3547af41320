using System.Text.RegularExpressions;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>The fenced blocks of documents that show commands.</summary>
internal static partial class ShellBlock
{
    /// <summary>All blocks of a document without a language, as lists of lines.</summary>
    public static IEnumerable<string[]> Of(string document) => Fence().Matches(File.ReadAllText(Path.Combine(Tool.Root(), document)))
        .Where(m => m.Groups[1].Value is "" or "sh" or "bash").Select(m => m.Groups[2].Value.TrimEnd('\n').Split('\n'));

    /// <summary>The arguments of a line that runs zkml, without comment and redirections; null for another line.</summary>
    public static string[]? Arguments(string line)
    {
        var words = WithoutComment(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] is not ("zkml" or "./zkml")) return null;
        var redirection = Array.FindIndex(words, w => w[0] is '>' or '|' or '<');
        return words[1..(redirection < 0 ? words.Length : redirection)];
    }

    public static string Comment(string line) => line.Contains(" #", StringComparison.Ordinal) ? line[(line.IndexOf(" #", StringComparison.Ordinal) + 2)..] : "";

    private static string WithoutComment(string line) => CommentPart().Replace(line, "");

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex CommentPart();

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
