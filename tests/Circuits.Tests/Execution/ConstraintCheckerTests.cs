using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Execution;

public class ConstraintCheckerTests
{
    [Fact]
    public void AcceptsHonestTraces()
    {
        var circuit = LinearExample.Circuit();
        for (var seed = 0; seed < 20; seed++) Assert.Empty(ConstraintChecker.Check(circuit, LinearExample.Trace(circuit, seed)));
    }

    [Fact]
    public void EverySingleChangeOfAnEntryFails()
    {
        var circuit = LinearExample.Circuit();
        var honest = LinearExample.Trace(circuit);
        for (var id = 0; id < honest.Length; id++)
        {
            for (var i = 0; i < honest[id].Length; i++)
            {
                foreach (var delta in new[] { -1, 1, 16 })
                {
                    var trace = honest.Select(c => (long[])c.Clone()).ToArray();
                    // A parameter or input times zero inputs may change without a trace: those are statements, not witness.
                    if (id is LinearExample.W or LinearExample.X && IsReal(circuit, id, i)) continue;
                    trace[id][i] += delta;
                    Assert.NotEmpty(ConstraintChecker.Check(circuit, trace));
                }
            }
        }
    }

    [Fact]
    public void PaddingMustBeZeroEverywhere()
    {
        var circuit = LinearExample.Circuit();
        foreach (var id in new[] { LinearExample.X, LinearExample.W, LinearExample.B, LinearExample.T, LinearExample.Rem, LinearExample.Y })
        {
            var trace = LinearExample.Trace(circuit);
            trace[id][^1] = 1;
            Assert.Contains(ConstraintChecker.Check(circuit, trace), f => f.Kind == ConstraintKind.Padding && f.Name == circuit.Columns[id].Name);
        }
    }

    [Fact]
    public void FailuresNameTheRelationAndThePosition()
    {
        var circuit = LinearExample.Circuit();
        var trace = LinearExample.Trace(circuit);
        trace[LinearExample.B][2]++;
        var failure = Assert.Single(ConstraintChecker.Check(circuit, trace));
        Assert.Equal((ConstraintKind.Contraction, "linear"), (failure.Kind, failure.Name));
        Assert.Equal([2], failure.Position);
        Assert.Contains("'linear' at [2]: expected right side", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WrongShapesAreReported()
    {
        var circuit = LinearExample.Circuit();
        var trace = LinearExample.Trace(circuit);
        trace[1] = [1];
        Assert.Equal(ConstraintKind.Shape, Assert.Single(ConstraintChecker.Check(circuit, trace)).Kind);
        Assert.Equal(ConstraintKind.Shape, ConstraintChecker.Check(circuit, trace[..3])[0].Kind);
    }

    [Fact]
    public void ShiftedElementsMustDivideExactly()
    {
        var c = new TestCircuit();
        var v = c.Column("v", ColumnKind.Public, TestCircuit.Space(3), 0, 63);
        c.Inputs.Add(v);
        c.Lookup("top", c.Table(id => StructuredTables.Range(id, 16)), new Expression(TestCircuit.Space(3), [c.Identity(v)], Shift: 2));
        var circuit = c.Build();
        var trace = circuit.Columns.Select(k => new long[k.Space.Size]).ToArray();
        trace[v] = [4, 60, 0, 0];
        Multiplicities.Fill(circuit, trace);
        Assert.Empty(ConstraintChecker.Check(circuit, trace));
        trace[v] = [4, 61, 0, 0];
        Assert.Contains(ConstraintChecker.Check(circuit, trace), f => f.Kind == ConstraintKind.Division && f.Position[0] == 1);
    }

    [Fact]
    public void NumbersBeyondSixtyFourBitsAreExact()
    {
        var c = new TestCircuit();
        var v = c.Column("v", ColumnKind.Public, TestCircuit.Space(2), -(1L << 61), 1L << 61);
        c.Inputs.Add(v);
        var square = new Operand(new Expression(TestCircuit.Space(2), [c.Identity(v, 1L << 61)]), [0], []);
        var none = new Expression(TestCircuit.Space(2), []);
        c.Contractions.Add(new Contraction("square", TestCircuit.Space(2), TestCircuit.None, none, ContractionForm.Product, [square, square]));
        var circuit = c.Build();
        var trace = circuit.Columns.Select(k => new long[k.Space.Size]).ToArray();
        trace[v][1] = 1L << 61;
        var failure = Assert.Single(ConstraintChecker.Check(circuit, trace));
        Assert.Contains(System.Numerics.BigInteger.Pow(2, 244).ToString(), failure.Expected, StringComparison.Ordinal);
    }

    private static bool IsReal(Circuit circuit, int id, int i) => circuit.Columns[id].Space.IsReal(i);
}
