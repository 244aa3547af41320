using System.CommandLine;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;
using Zkml.Settlement.Ethereum;
using Zkml.Settlement.Anvil;

namespace Zkml.Cli.Commands.Evm;

/// <summary>Who signs. A key is never given on the command line, where every process of the machine could read it.</summary>
internal sealed class AccountOptions
{
    /// <summary>Holds a private key where no file is given.</summary>
    public const string Variable = "ZKML_PRIVATE_KEY";

    private readonly Option<string?> file = new("--private-key-file") { Description = $"A file with the private key, 64 hexadecimal digits; or set {Variable}.", HelpName = "FILE" };
    private readonly Option<bool> isDevelopment = new("--dev") { Description = "Sign with anvil's first account, whose key everyone knows: on a local chain." };

    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(isDevelopment);
    }

    /// <summary>Whether any account was named by an option.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(isDevelopment) || parsed.GetValue(file) is not null;

    public Account Load(ParseResult parsed, Reporter reporter)
    {
        var path = parsed.GetValue(file);
        if (parsed.GetValue(isDevelopment))
        {
            if (path is not null) throw new BadInputException("Give --private-key-file or --dev, not both.");
            reporter.Warn("signing with anvil's first account, whose private key is public: on a local chain only.");
            return Account.FromPrivateKey(AnvilNode.DevelopmentKey);
        }
        if (path is not null) return Parse(System.Text.Encoding.UTF8.GetString(InputPath.Read(path, "private key")), $"'{path}'");
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } hex
            ? Parse(hex, Variable)
            : throw new BadInputException($"A transaction takes a private key: --private-key-file FILE, the environment variable {Variable}, or --dev on a local chain.");
    }

    /// <summary>The message does not repeat what was read.</summary>
    private static Account Parse(string hex, string source)
    {
        try
        {
            return Account.FromPrivateKey(hex);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{source} holds no private key: {e.Message}", e);
        }
    }
}
