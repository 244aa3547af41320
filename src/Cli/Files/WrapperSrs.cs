using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Circuit;

namespace Zkml.Cli.Files;

/// <summary>The SRS for wrapping proofs of a model: the model's own, with more powers than the model needs.</summary>
internal static class WrapperSrs
{
    /// <summary>Reads it, or makes it when it is the development one.</summary>
    public static Srs Load(string? path, VerifyingKey model, ConstraintSystem system, Reporter reporter, Cpu cpu)
    {
        var bits = WrapperProver.RequiredLogSize(system);
        if (path is null)
        {
            if (model.IsDevelopment) return reporter.Step($"making 2^{bits} powers of the development SRS", () => Srs.Development(bits, cpu));
            throw new BadInputException($"This model is not under the development SRS: give the SRS it was compiled with, of at least 2^{bits} powers (--srs FILE).");
        }
        InputPath.Require(path, "SRS");
        var srs = reporter.Step("reading the SRS", () => FailureMessage.Naming(path, () => SrsFile.Load(path)));
        if (srs.G2Tau != model.G2Tau) throw new BadInputException($"'{path}' is another SRS than the one that the model was compiled with.");
        if (srs.LogSize < bits)
        {
            throw new BadInputException(
                $"'{path}' has 2^{srs.LogSize} powers; the circuit of 2^{system.LogSize} rows takes 2^{bits}: make a larger one of the same ceremony (zkml setup --log-size {bits}).");
        }
        return srs;
    }
}
