using System.CommandLine;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands.Evm;

/// <summary><c>zkml evm</c>: everything that talks to a chain.</summary>
internal static class EvmCommand
{
    public static Command Create(Reporter reporter) => new("evm", "Wrapped proofs on a chain: deploy, register, audit, verify.")
    {
        new DevCommand(reporter).Create(),
        new DeployCommand(reporter).Create(),
        new RegisterCommand(reporter).Create(),
        new EvmAuditCommand(reporter).Create(),
        new EvmVerifyCommand(reporter).Create(),
    };
}
