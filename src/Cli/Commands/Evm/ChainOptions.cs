using System.CommandLine;
using Zkml.Cli.Failures;

namespace Zkml.Cli.Commands.Evm;

/// <summary>Options that name a node, a contract or a wrapper key.</summary>
internal static class ChainOptions
{
    public static Option<string> Rpc() => new("--rpc") { Description = "The node: http://127.0.0.1:8545.", Required = true, HelpName = "URL" };

    public static Option<string> Key() => new("--key") { Description = "The wrapper key (zkml wrap).", Required = true, HelpName = "FILE" };

    public static Option<string> Address(string name, string description) => new(name) { Description = description, Required = true, HelpName = "ADDR" };

    /// <summary>The address as a node takes it.</summary>
    public static string RequireAddress(string text, string option)
    {
        var isAddress = text.Length == 42 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.Skip(2).All(char.IsAsciiHexDigit);
        return isAddress ? text.ToLowerInvariant() : throw new BadInputException($"{option} takes an address, 0x and 40 hexadecimal digits; '{text}' is none.");
    }
}
