using Zkml.Cli.Terminal;

namespace Zkml.Cli;

/// <summary>The process entry point of <c>zkml</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using var interruption = new Interruption();
        return CliRunner.Run(args, Console.Out, Console.Error, interruption.Token);
    }
}
