using Zkml.Circuits;
using Zkml.Circuits.Tables;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Lies about tables, multiplicities and where committed columns stand.</summary>
public class TableTests
{
    private static TestModel Model => TestModel.Pipeline;

    private static Circuit Circuit => Model.Circuit;

    [Fact]
    public void ARowThatIsValidInAnotherTableIsRejected()
    {
        // dense2 takes the sigmoid of its quotient, and counts the lookup in the sigmoid's table.
        var sigmoid = Table("Sigmoid");
        var index = 1;
        long quotient = 0;
        var trace = LyingExecution.Run(Model, (c, i, v) =>
        {
            if (c.Name == "dense2.t" && i == index) quotient = v;
            return c.Name == "dense2" && i == index ? sigmoid.Columns[1][RowOf(sigmoid, quotient)] : v;
        });
        Multiplicity(trace, sigmoid)[RowOf(sigmoid, quotient)]++;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void AnAllZeroRowOfTheZeroTableIsNoRowOfAnotherTable()
    {
        // sigmoid(0) = 8, but (0, 0) is a row of the zero table.
        var trace = LyingExecution.Run(Model, (c, i, v) => i == 2 && (c.Name is "dense1.t" or "dense1") ? 0 : v);
        Multiplicity(trace, Table("zero"))[0]++;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void ASecondRowWithTheSameInputIsRejected()
    {
        // The prover pretends that (1, 5) stands where (1, 1) does, and counts it there.
        var clamp = Table("clamp");
        var index = FirstQuotient("conv2", 1);
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "conv2" && i == index ? 5 : v);
        Multiplicity(trace, clamp)[RowOf(clamp, 1)]++;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Theory]
    [InlineData("clamp", 70, 1)]
    [InlineData("clamp", 70, -1)]
    [InlineData("Sigmoid", 3, 1)]
    [InlineData("range 16", 0, 1)]
    [InlineData("zero", 0, 1)]
    public void AWrongMultiplicityIsRejected(string table, int row, long change)
    {
        var trace = LyingExecution.Run(Model, (_, _, v) => v);
        Multiplicity(trace, Table(table))[row] += change;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp, "layer");
    }

    [Fact]
    public void AMultiplicityMovedToTheNextRowIsRejected()
    {
        var trace = LyingExecution.Run(Model, (_, _, v) => v);
        var counts = Multiplicity(trace, Table("Sigmoid"));
        var row = Array.FindIndex(counts, m => m > 0);
        counts[row]--;
        counts[row + 1]++;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp, "layer");
    }

    [Fact]
    public void ANegativeMultiplicityCannotCancelAFalseRow()
    {
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "dense1" && i == 4 ? v ^ 1 : v);
        Multiplicity(trace, Table("clamp"))[4] = -1;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void SlotsExchangedInTheCommitmentDoNotOpen()
    {
        var lies = new Lies { SwappedSlots = (Model.Column("conv2").Id, Model.Column("pool.dim0").Id) };
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, lies), Step.Opening, "pairing");
    }

    [Fact]
    public void ColumnsExchangedEverywhereAreRejected()
    {
        var trace = LyingExecution.Run(Model, (_, _, v) => v);
        var (a, b) = (Model.Column("conv2").Id, Model.Column("pool.dim0").Id);
        (trace[a], trace[b]) = (trace[b], trace[a]);
        Zkml.Circuits.Execution.Multiplicities.FillLenient(Circuit, trace);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void OtherWeightsThanTheCommittedOnesAreRejected()
    {
        var other = TestModel.OtherPipeline;
        var thief = new ProvingKey
        {
            Verification = Model.Key.Verification,
            Srs = Model.Key.Srs,
            Parameters = other.Key.Parameters,
            PackedParameters = other.Key.PackedParameters,
            ParameterBlindings = other.Key.ParameterBlindings,
        };
        Assert.Equal(Circuit.Columns.Count, other.Circuit.Columns.Count);
        var result = CoreProver.Prove(thief, other.Honest, Attempt.Context);
        Attempt.IsRejected(Attempt.Verify(Model, result.Statement, result.Proof), Step.Opening, "pairing");
    }

    private static Table Table(string prefix) => Circuit.Tables.Single(t => t.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static long[] Multiplicity(long[][] trace, Table table) => trace[Circuit.Multiplicities[table.Id - 1]];

    private static int RowOf(Table table, long input) => Enumerable.Range(0, table.Rows).First(r => table.Columns[0][r] == input);

    private static int FirstQuotient(string layer, long value)
    {
        var t = Model.Column($"{layer}.t");
        return Enumerable.Range(0, t.Space.Size).First(i => t.Space.IsReal(i) && Model.Honest[t.Id][i] == value);
    }
}
