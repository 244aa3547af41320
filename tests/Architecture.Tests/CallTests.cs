using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>What a call runs on is an object that is passed (docs/decisions/0018): nothing behind the front doors goes around it.</summary>
public class CallTests
{
    private static readonly string[] Projects = ["src/Algebra", "src/Circuits", "src/Verifier", "src/Prover", "src/Wrapper"];

    /// <summary>Where null, or nothing, means the program's default.</summary>
    private static readonly string[] FrontDoors =
    [
        "src/Algebra/Pairings/G2Prepared.cs", "src/Algebra/Setup/PtauReader.cs", "src/Algebra/Setup/Srs.cs", "src/Algebra/Threading/Cpu.cs",
        "src/Circuits/Lowering/WitnessProgram.cs", "src/Circuits/Operators/GraphExecutor.cs",
        "src/Prover/Backends/CpuBackend.cs", "src/Prover/Compilation/ModelCompiler.cs", "src/Prover/Compilation/ModelFile.cs",
        "src/Prover/Compilation/ProvingModel.cs", "src/Prover/CoreProver.cs",
        "src/Verifier/CoreVerifier.cs", "src/Verifier/PreparedKey.cs", "src/Verifier/ProtocolState.cs", "src/Verifier/VerifyingKey.cs",
        "src/Wrapper/Plonk/PlonkProver.cs", "src/Wrapper/Plonk/PlonkProvingKey.cs", "src/Wrapper/Plonk/PlonkVerifier.cs",
        "src/Wrapper/WrappedVerifier.cs", "src/Wrapper/WrapperProver.cs",
    ];

    [Fact]
    public void OnlyFrontDoorsNameADefault() => Assert.Equal(FrontDoors.Order(StringComparer.Ordinal), Files(@"\b(Cpu|KernelSet|CpuBackend)\.Default\b"));

    /// <summary>Threads are asked for in one place, which never works on more than a call was given.</summary>
    [Fact]
    public void LoopsOverThreadsAreThoseOfCpu()
    {
        Assert.Equal(["src/Algebra/Threading/SharedWork.cs"], Files(@"\bThreadPool\b|\bParallel\.|AsParallel|Task\.(Run|Factory)|new Thread\b|new Timer\b"));
        Assert.Equal(["src/Algebra/Threading/Cpu.cs"], Files(@"Environment\.ProcessorCount"));
    }

    /// <summary>What the environment says is read at the start: the default kernels, and whether scalar routines may be machine code.</summary>
    [Fact]
    public void TheEnvironmentChoosesKernelsOnly() => Assert.Equal(
        ["src/Algebra/Kernels/Dispatch/KernelSet.cs", "src/Algebra/Kernels/X64/ScalarSupport.cs"], Files(@"GetEnvironmentVariable"));

    private static List<string> Files(string pattern) =>
        [.. Projects.SelectMany(p => Repository.Sources(p)).Where(f => Repository.Lines(f).Any(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(l, pattern))).Order(StringComparer.Ordinal)];
}
