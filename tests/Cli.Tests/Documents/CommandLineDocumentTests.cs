using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Zkml.Cli.Commands;
using Zkml.Cli.Terminal;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>The command lines of the documents are ones that the program takes, and docs/cli.md names all of its options.</summary>
public partial class CommandLineDocumentTests
{
    /// <summary>Options of other programs that documents show.</summary>
    private static readonly string[] Foreign = ["--ignore-scripts", "--filter", "--logger", "--project", "--seconds"];

    public static TheoryData<string> Documents =>
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", .. Directory.GetFiles(Path.Combine(Tool.Root(), "docs"), "*.md").Select(f => $"docs/{Path.GetFileName(f)}")];

    public static TheoryData<string> Commands => [.. Leaves(Tree(), "zkml").Select(c => c.Path)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void CommandLinesParse(string document)
    {
        var tree = Tree();
        foreach (var line in ShellBlock.Of(document).SelectMany(b => b))
        {
            if (ShellBlock.Arguments(line) is not { } arguments) continue;
            // `$example` and the like stand for one word; capitals stand for what a user puts there, a number where one is asked for.
            var parsed = tree.Parse(arguments.Select(a => a is "N" ? "11" : a).ToArray(), new ParserConfiguration { ResponseFileTokenReplacer = null });
            Assert.True(parsed.Errors.Count == 0, $"{document}: {line}: {string.Join(" ", parsed.Errors.Select(e => e.Message))}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void OptionsExist(string document)
    {
        var known = Leaves(Tree(), "zkml").SelectMany(c => c.Command.Options.Select(o => o.Name)).Concat(Foreign)
            .Concat([GlobalOptions.Json.Name, GlobalOptions.Quiet.Name, "--help", "--version"]).ToHashSet();
        var named = Option().Matches(File.ReadAllText(Path.Combine(Tool.Root(), document))).Select(m => m.Value).Distinct();
        Assert.DoesNotContain(named, o => !known.Contains(o));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void EveryOptionOfACommandIsDocumented(string path)
    {
        var text = File.ReadAllText(Path.Combine(Tool.Root(), "docs", "cli.md"));
        var section = Section().Matches(text).Select(m => m.Value).SingleOrDefault(s => Regex.IsMatch(s.Split('\n')[0], $@"`{path}[ `]"));
        Assert.True(section is not null, $"docs/cli.md has no section on {path}");
        // What several commands have may be said once, for all of them.
        section += text[text.IndexOf("## For scripts", StringComparison.Ordinal)..text.IndexOf("## Commands", StringComparison.Ordinal)];
        var command = Leaves(Tree(), "zkml").Single(c => c.Path == path).Command;
        Assert.DoesNotContain(command.Options.Where(o => !o.Hidden && !IsAccount(o)), o => !Regex.IsMatch(section, $@"{o.Name}\b"));
    }

    /// <summary>How transactions are signed is said once, with the first command that signs.</summary>
    private static bool IsAccount(Option option) => option.Name is "--dev" or "--private-key-file" or "--help";

    private static Command Tree() => CommandTree.Build(new Reporter(TextWriter.Null, TextWriter.Null));

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}"));

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"^### .*?(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
