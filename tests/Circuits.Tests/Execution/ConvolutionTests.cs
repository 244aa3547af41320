using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Tests.Execution;

/// <summary>y(o, p, q) = Σ_{c,i,j} w(o, c, i, j) · x(c, stride·p + i − pad, stride·q + j − pad) as one contraction with windows.</summary>
public class ConvolutionTests
{
    [Theory]
    [InlineData(2, 3, 7, 3, 1, 0)]
    [InlineData(2, 3, 7, 3, 2, 2)]
    [InlineData(1, 1, 5, 2, 3, 1)]
    public void AcceptsTheConvolutionAndNothingElse(int filters, int channels, int size, int kernel, int stride, int pad)
    {
        var (circuit, trace) = Example(filters, channels, size, kernel, stride, pad);
        Assert.Null(CircuitValidator.Validate(circuit));
        Assert.Empty(ConstraintChecker.Check(circuit, trace));
        for (var i = 0; i < trace[2].Length; i++)
        {
            trace[2][i]++;
            Assert.NotEmpty(ConstraintChecker.Check(circuit, trace));
            trace[2][i]--;
        }
    }

    [Fact]
    public void LeNetSizeTakesAFewSecondsAtMost()
    {
        var (circuit, trace) = Example(16, 6, 14, 5, 1, 0);
        Assert.InRange(ThreadClock.Measure(() => Assert.Empty(ConstraintChecker.Check(circuit, trace))).TotalSeconds, 0, 10);
    }

    private static (Circuit, long[][]) Example(int filters, int channels, int size, int kernel, int stride, int pad)
    {
        var outputs = ((size + (2 * pad) - kernel) / stride) + 1;
        var c = new TestCircuit();
        var (k, p, s, ch, f) = (Axis.Of(kernel), Axis.Of(outputs), Axis.Of(size), Axis.Of(channels), Axis.Of(filters));
        var x = c.Column("x", ColumnKind.Public, new IndexSpace(s, s, ch), -5, 5);
        var w = c.Column("w", ColumnKind.Parameter, new IndexSpace(k, k, ch, f), -5, 5);
        var y = c.Column("y", ColumnKind.Public, new IndexSpace(p, p, f), -100000, 100000);
        c.Inputs.Add(x);
        c.Outputs.Add(y);
        // Joint axes: q, p, o of the output, then j, i, c.
        MapGroup Window(int output, int tap, int source) => new(
            [new(MapIndexKind.Joint, output, p, stride), new(MapIndexKind.Joint, tap, k, 1), new(MapIndexKind.Source, source, s, -1)], -pad);
        c.Contractions.Add(new Contraction("conv", c.Columns[y].Space, new IndexSpace(k, k, ch), c.Just(y), ContractionForm.Product,
        [
            new Operand(c.Just(w), [3, 4, 5, 2], []),
            new Operand(c.Just(x), [-1, -1, 5], [Window(0, 3, 0), Window(1, 4, 1)]),
        ]));
        var circuit = c.Build();
        return (circuit, Trace(circuit, (filters, channels, size, kernel, stride, pad, outputs)));
    }

    private static long[][] Trace(
        Circuit circuit, (int Filters, int Channels, int Size, int Kernel, int Stride, int Pad, int Outputs) e)
    {
        var random = new Random(5);
        var trace = circuit.Columns.Select(c => new long[c.Space.Size]).ToArray();
        for (var id = 0; id < 2; id++)
        {
            for (var n = 0; n < circuit.Columns[id].Space.TrueSize; n++)
            {
                trace[id][circuit.Columns[id].Space.PaddedIndex(n)] = random.Next(-5, 6);
            }
        }
        for (var n = 0; n < e.Outputs * e.Outputs * e.Filters; n++)
        {
            var (q, p, o) = (n % e.Outputs, n / e.Outputs % e.Outputs, n / e.Outputs / e.Outputs);
            var sum = 0L;
            for (var m = 0; m < e.Kernel * e.Kernel * e.Channels; m++)
            {
                var (j, i, c) = (m % e.Kernel, m / e.Kernel % e.Kernel, m / e.Kernel / e.Kernel);
                var (row, column) = ((p * e.Stride) + i - e.Pad, (q * e.Stride) + j - e.Pad);
                if (row < 0 || column < 0 || row >= e.Size || column >= e.Size) continue;
                var weight = trace[1][circuit.Columns[1].Space.PaddedIndex(m + (o * e.Kernel * e.Kernel * e.Channels))];
                sum += weight * trace[0][circuit.Columns[0].Space.PaddedIndex(column + (e.Size * (row + (e.Size * c))))];
            }
            trace[2][circuit.Columns[2].Space.PaddedIndex(n)] = sum;
        }
        return trace;
    }
}
