using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zkml.Architecture.Tests;

/// <summary>The dependency rules of ARCHITECTURE.md, read from the project files.</summary>
public class DependencyTests
{
    private static readonly string Root = Repository.Root;

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Algebra"] = [],
        ["Tensors"] = [],
        ["Wire"] = ["Algebra"],
        ["Circuits"] = ["Wire", "Algebra", "Tensors"],
        ["Onnx"] = ["Circuits"],
        ["Verifier"] = ["Circuits", "Wire", "Algebra"],
        ["Prover"] = ["Verifier", "Circuits", "Wire", "Algebra"],
        ["Settlement"] = ["Algebra"],
        ["Wrapper"] = ["Prover", "Verifier", "Circuits", "Wire", "Algebra"],
        ["Cli"] = ["Algebra", "Wire", "Circuits", "Onnx", "Verifier", "Prover", "Wrapper", "Settlement"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectReferencesOnlyWhatItMay(string project)
    {
        var references = Load(project).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')).Replace("Zkml.", ""));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void EverySourceProjectHasARule()
    {
        var projects = Directory.GetDirectories(Path.Combine(Root, "src")).Select(Path.GetFileName);
        Assert.Equal(Allowed.Keys.Order(), projects.Order());
    }

    [Theory]
    [InlineData("Algebra", "Iced")]
    [InlineData("Tensors")]
    [InlineData("Wire")]
    [InlineData("Circuits", "System.Numerics.Tensors")]
    [InlineData("Verifier")]
    [InlineData("Prover")]
    [InlineData("Wrapper")]
    public void TheProofSystemUsesNoPackageButTheAssemblerAndTensorArithmetic(string project, params string[] allowed)
    {
        var packages = Load(project).Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);
        Assert.Equal(allowed, packages);
    }

    [Fact]
    public void OnnxUsesProtobufTheFloatRuntimeAndTensorArithmetic()
    {
        // Grpc.Tools generates code during the build and is not referenced by the program.
        string[] allowed = ["Google.Protobuf", "Grpc.Tools", "Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"];
        var packages = Load("Onnx").Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);
        Assert.Empty(packages.Except(allowed));
    }

    [Theory]
    [InlineData("Tensors")]
    [InlineData("Wire")]
    [InlineData("Circuits")]
    [InlineData("Onnx")]
    [InlineData("Verifier")]
    [InlineData("Prover")]
    [InlineData("Wrapper")]
    [InlineData("Cli")]
    public void UnsafeCodeStaysInAlgebra(string project) =>
        Assert.DoesNotContain(Load(project).Descendants("AllowUnsafeBlocks"), e => e.Value == "true");

    [Theory]
    [InlineData("Tensors")]
    [InlineData("Wire")]
    [InlineData("Circuits")]
    [InlineData("Verifier")]
    public void IntegerCodeChecksForOverflow(string project) =>
        Assert.Contains(Load(project).Descendants("CheckForOverflowUnderflow"), e => e.Value == "true");

    /// <summary>
    /// The one seam for attacks: Transcript.Frozen. Nothing in src but its file names it, and of the projects in src none sees it; what
    /// else a lying prover does, it does with the public parts of the honest one (tests/Prover.Tests/Attacks).
    /// </summary>
    [Fact]
    public void ChallengesAreFrozenOnlyByTests()
    {
        var users = Repository.Sources("src").Where(f => Regex.IsMatch(Repository.Text(f), @"\bFrozen\b|\bfrozen\b"));
        Assert.Equal(["src/Algebra/Transcripts/InternalAccess.cs", "src/Algebra/Transcripts/Transcript.cs"], users.Order(StringComparer.Ordinal));
        var friends = Regex.Matches(Repository.Text("src/Algebra/Transcripts/InternalAccess.cs"), "InternalsVisibleTo\\(\"([^\"]*)\"").Select(m => m.Groups[1].Value);
        Assert.All(friends, f => Assert.EndsWith(".Tests", f, StringComparison.Ordinal));
    }

    [Fact]
    public void ProverAndVerifierHaveNoSeamsForTests()
    {
        var sources = Repository.Sources("src/Prover", "src/Verifier");
        Assert.DoesNotContain(sources, f => Regex.IsMatch(Repository.Text(f), @"InternalsVisibleTo|[Ss]eams?\b|\b(lying|liar)"));
        Assert.DoesNotContain(["Prover", "Verifier"], p => Load(p).Descendants("InternalsVisibleTo").Any());
    }

    [Fact]
    public void FilesStayReadable() => Assert.DoesNotContain(Repository.Sources("src", "tests", "bench"), f => Repository.Lines(f).Length > 300);

    private static XDocument Load(string project) =>
        XDocument.Load(Path.Combine(Root, "src", project, $"Zkml.{project}.csproj"));
}
