using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Codec;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

/// <summary>Keys that a publisher could register in place of the right one: the audit finds each.</summary>
public class WrapperAuditTests
{
    private static readonly Lazy<Srs> Powers = new(() => Srs.Development(17));

    private static readonly ExampleModel Model = ExampleModels.Get("cancer_mlp", 11);

    private static readonly Lazy<WrapperKeyFile> Honest = new(() => File(Visibility.Default, 1));

    [Fact]
    public void TheRightKeyPasses() => Assert.Null(WrapperAudit.Check(Honest.Value, Powers.Value));

    [Fact]
    public void ZeroedSelectorsAreFound()
    {
        var zeroed = Honest.Value with { Plonk = Honest.Value.Plonk with { Wiring = G1Affine.Identity, Gates = G1Affine.Identity } };
        Assert.Contains("q_L q_R q_O q_D, selectors q_M q_C q_F q_P differ", Found(zeroed));
        Assert.Contains("q_M", Found(Honest.Value with { Plonk = Honest.Value.Plonk with { Gates = G1Affine.Identity } }));
    }

    [Fact]
    public void AnUnsatisfiableCircuitIsFound()
    {
        var system = VerifierCircuit.Compile(Key(Visibility.Default, 1));
        var row = Array.FindIndex(system.Rows, system.PublicInputs, r => r.Kind == RowKind.Arithmetic);
        Row[] rows = [.. system.Rows];
        // One row states that what is 0 in every honest assignment is −1.
        rows[row] = rows[row] with { Constant = rows[row].Constant + Fr.One };
        var plonk = PlonkProvingKey.Create(new ConstraintSystem(rows, system.PublicInputs, system.WireCount, system.Labels), Powers.Value).Key;
        Assert.Contains("differ", Found(Honest.Value with { Plonk = plonk }));
    }

    [Fact]
    public void AnotherCopyConstraintIsFound()
    {
        var plonk = Honest.Value.Plonk;
        Assert.Contains("permutation differ", Found(Honest.Value with { Plonk = plonk with { Permutation = plonk.Wiring } }));
    }

    [Fact]
    public void AnotherLayoutIsFound()
    {
        // Input and output of this model take a word each, so the number of public inputs is the same.
        var other = File(new Visibility(SealInputs: false, SealOutputs: true), 1);
        Assert.Equal(Honest.Value.Plonk.PublicInputs, other.Plonk.PublicInputs);
        Assert.Contains("differ", Found(other with { Visibility = Visibility.Default }));
        Assert.NotNull(Found(Honest.Value with { Visibility = new Visibility(SealInputs: true, SealOutputs: true) }));
    }

    [Fact]
    public void AnotherBatchSizeIsFound()
    {
        Assert.NotNull(Found(Honest.Value with { Samples = 2 }));
        Assert.NotNull(Found(File(Visibility.Default, 2) with { Samples = 1 }));
    }

    [Fact]
    public void AnotherModelsKeyIsFound()
    {
        var other = ExampleModels.Get("cancer_mlp", 10);
        Assert.NotNull(Found(Honest.Value with { Model = other.Model.Key }));
    }

    [Fact]
    public void ASmallerOrOtherSrsIsRefused() =>
        Assert.Throws<ArgumentException>(() => WrapperAudit.Check(Honest.Value, Srs.Development(12)));

    private static string? Found(WrapperKeyFile file) => WrapperAudit.Check(file, Powers.Value)?.ToString();

    private static CoreKey Key(Visibility visibility, int samples) => new HidingProver(Model.Model.Model, visibility, samples).Key;

    private static WrapperKeyFile File(Visibility visibility, int samples) =>
        new(Model.Model.Key, samples, visibility, WrapperProver.Create(Key(visibility, samples), Powers.Value).Key.Plonk);
}
