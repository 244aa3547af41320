using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml setup</c>: makes an SRS file from a ceremony's powers of tau, or the insecure development one.</summary>
internal sealed class SetupCommand(Reporter reporter)
{
    private readonly Option<int> logSize = new("--log-size") { Description = "log2 of the number of powers.", Required = true, HelpName = "N" };
    private readonly Option<string> output = new("--out") { Description = "The SRS file to write.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> ptau = new("--ptau") { Description = "A snarkjs .ptau file of a ceremony.", HelpName = "FILE" };
    private readonly Option<bool> isDevelopment = new("--insecure-dev") { Description = "A public secret: for trying things out only." };

    public Command Create()
    {
        var command = new Command("setup", "Make a structured reference string (SRS) file.") { logSize, output, ptau, isDevelopment };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (path, size, source) = (parsed.GetRequiredValue(output), parsed.GetValue(logSize), parsed.GetValue(ptau));
        if ((source is null) != parsed.GetValue(isDevelopment))
        {
            throw new BadInputException("Choose one source: --ptau FILE (a ceremony's powers of tau) or --insecure-dev (for trying things out).");
        }
        if (size is < 1 or > Srs.MaxLogSize) throw new BadInputException($"--log-size {size} is outside 1 to {Srs.MaxLogSize}.");
        FileSet.RequireWritable(path);
        var srs = Make(source, size);
        using var stream = new MemoryStream();
        SrsFile.Write(srs, stream);
        FileSet.Write(path, stream.GetBuffer().AsSpan(0, (int)stream.Length));
        return Report(srs, path, stream.Length);
    }

    private Srs Make(string? source, int size)
    {
        if (source is null)
        {
            reporter.Warn("this SRS is INSECURE: its secret is public, so anyone can forge proofs under it.");
            return reporter.Step($"making 2^{size} powers", () => Srs.Development(size, Cpu.Default.With(reporter.Cancellation)));
        }
        InputPath.Require(source, ".ptau file");
        return reporter.Step("reading and checking the powers of tau", () => FailureMessage.Naming(source, () => PtauReader.Read(source, size, Cpu.Default.With(reporter.Cancellation))));
    }

    private int Report(Srs srs, string path, long bytes)
    {
        reporter.Line($"SRS of 2^{srs.LogSize} powers → {path} ({Figures.Bytes(bytes)})");
        reporter.Line($"id {srs.Id}");
        return reporter.Finish(new JsonObject
        {
            ["logSize"] = srs.LogSize,
            ["id"] = srs.Id,
            ["isDevelopment"] = srs.IsDevelopment,
            ["bytes"] = bytes,
        });
    }
}
