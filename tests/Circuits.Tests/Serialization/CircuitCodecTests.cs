using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Serialization;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using Zkml.Circuits.Tests.Execution;

namespace Zkml.Circuits.Tests.Serialization;

public class CircuitCodecTests
{
    [Fact]
    public void RoundTrips()
    {
        foreach (var circuit in new[] { LinearExample.Circuit(), Everything() })
        {
            var bytes = CircuitCodec.Encode(circuit);
            Assert.True(CircuitCodec.TryDecode(bytes, out var decoded, out var error), error);
            Assert.Equal(bytes, CircuitCodec.Encode(decoded));
            Assert.Equal(CircuitValidator.Validate(circuit), CircuitValidator.Validate(decoded));
            Assert.Equal(circuit.Columns.Select(c => c.Name), decoded.Columns.Select(c => c.Name));
            for (var t = 0; t < circuit.Tables.Count; t++)
            {
                Assert.Equal(circuit.Tables[t].Columns.AsEnumerable(), decoded.Tables[t].Columns);
            }
        }
    }

    [Fact]
    public void DecodedCircuitAcceptsTheSameTraces()
    {
        var circuit = LinearExample.Circuit();
        Assert.True(CircuitCodec.TryDecode(CircuitCodec.Encode(circuit), out var decoded, out _));
        Assert.Empty(ConstraintChecker.Check(decoded, LinearExample.Trace(circuit)));
    }

    [Fact]
    public void RefusesOtherEncodings()
    {
        var bytes = CircuitCodec.Encode(Everything());
        Assert.False(CircuitCodec.TryDecode([.. bytes, 0], out _, out var trailing));
        Assert.Contains("1 bytes after the end", trailing, StringComparison.Ordinal);
        Assert.False(CircuitCodec.TryDecode([], out _, out _));
        Assert.False(CircuitCodec.TryDecode([2, .. bytes[1..]], out _, out var version));
        Assert.Contains("version 2", version, StringComparison.Ordinal);
        // The count of spaces as a varint of two bytes.
        Assert.False(CircuitCodec.TryDecode([1, (byte)(bytes[1] | 0x80), 0, .. bytes[2..]], out _, out var overlong));
        Assert.Contains("canonical", overlong, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesHugeCountsBeforeAllocating()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(CircuitCodec.TryDecode([1, 0xFF, 0xFF, 0xFF, 0xFF, 7, 0, 0], out _, out _));
        Assert.False(CircuitCodec.TryDecode([1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 7, 0, 0], out _, out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var bytes = CircuitCodec.Encode(Everything());
        for (var n = 0; n < bytes.Length; n++) Assert.False(CircuitCodec.TryDecode(bytes.AsSpan(0, n), out _, out _));
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void MutationsNeverThrowAndAreCanonicalWhenAccepted()
    {
        var original = CircuitCodec.Encode(Everything());
        var random = new Random(11);
        for (var trial = 0; trial < TestTier.Rounds(10_000); trial++)
        {
            var bytes = Mutation.Of(original, random);
            if (CircuitCodec.TryDecode(bytes, out var circuit, out var error))
            {
                Assert.Equal(bytes, CircuitCodec.Encode(circuit));
                CircuitValidator.Validate(circuit);
            }
            else
            {
                Assert.NotEmpty(error);
            }
        }
    }

    /// <summary>A circuit with every kind of part, valid or not.</summary>
    private static Circuit Everything()
    {
        var honest = LinearExample.Circuit();
        var irregular = new IrregularColumn(Sigmoid.Instance, 6, -32, 2, 8, 0, 256, 0);
        var table = new Table(4, "sigmoid", 6, [StructuredTables.Relu(1, 6).Columns[0], irregular]);
        var axis = Axis.Of(5);
        var group = new MapGroup([new(MapIndexKind.Joint, 0, axis, 2), new(MapIndexKind.Source, 0, axis, -1), new(MapIndexKind.Summed, -1, axis, 7)], -3);
        var bounds = new MapGroup([new(MapIndexKind.Joint, 1, axis, 0)], 0, HasEquation: false);
        var space = honest.Columns[LinearExample.B].Space;
        var source = new Expression(space, [new Term(long.MinValue, LinearExample.B, [2, Term.One, Term.Zero]), Term.Of(5)], 3);
        var map = new Contraction("map ü", space, new IndexSpace(), source, ContractionForm.Sum, [new Operand(source, [-1], [group, bounds])]);
        return TestCircuit.With(honest, tables: [.. honest.Tables, table], contractions: [.. honest.Contractions, map]);
    }
}
