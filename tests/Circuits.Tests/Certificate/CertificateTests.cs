using Zkml.Circuits.Certificate;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tests.Execution;
using Zkml.Tensors;

namespace Zkml.Circuits.Tests.Certificate;

public class CertificateTests
{
    private static readonly (long Min, long Max)[] Ranges =
    [
        (-8, 7), (-128, 127), (-127, 127), (0, 0), (5, 5), (-1, 0), (-100, 1000), (-70000, 12345), (0, (1L << 32) - 1),
        (-(1L << 40), 1L << 40), (-CircuitLimits.MaxMagnitude, CircuitLimits.MaxMagnitude), (1L << 50, (1L << 50) + 300),
    ];

    [Theory]
    [InlineData(3, 5)]
    [InlineData(16, 64)]
    [InlineData(100, 300)]
    public void HonestParametersAreAccepted(int rows, int columns)
    {
        var certificate = CertificateCircuit.Build(Model(rows, columns));
        Assert.Null(CircuitValidator.Validate(certificate));
        var values = Values(certificate, new Random(3));
        Assert.Empty(ConstraintChecker.Check(certificate, CertificateWitness.Fill(certificate, values)));
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(16, 64)]
    [InlineData(100, 300)]
    public void ItsSizeIsKnownBeforeItIsBuilt(int rows, int columns)
    {
        var certificate = CertificateCircuit.Build(Model(rows, columns));
        Assert.Equal(certificate.Columns.Count - certificate.Multiplicities.Count, CertificateCircuit.CountColumns(Model(rows, columns)));
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(100, 300)]
    public void TheRangesFollowFromTheLookupsAlone(int rows, int columns)
    {
        var certificate = CertificateCircuit.Build(Model(rows, columns));
        var analysis = IntervalAnalysis.Run(certificate, trustParameters: false);
        Assert.Null(analysis.Error);
        for (var k = 0; k < Ranges.Length; k++) Assert.Equal(new ValueRange(Ranges[k].Min, Ranges[k].Max), analysis.Ranges[k]);
    }

    [Fact]
    public void ParameterColumnsKeepTheirOrder()
    {
        var model = LinearExample.Circuit();
        var certificate = CertificateCircuit.Build(model);
        Assert.Equal(["w", "b"], certificate.Columns.Where(c => c.Kind == ColumnKind.Parameter).Select(c => c.Name));
        Assert.Empty(certificate.Contractions);
        Assert.DoesNotContain(certificate.Columns, c => c.Kind is ColumnKind.Public or ColumnKind.Virtual);
    }

    [Fact]
    public void OutOfRangeEntriesAndPaddingAreNamed()
    {
        var certificate = CertificateCircuit.Build(Model(3, 5));
        for (var k = 0; k < Ranges.Length; k++)
        {
            foreach (var (index, value) in new[] { (1, Ranges[k].Max + 1), (1, Ranges[k].Min - 1), (3, 1L) })
            {
                var values = Values(certificate, new Random(3));
                values[k][index] = value;
                var error = Assert.Throws<InvalidDataException>(() => CertificateWitness.Fill(certificate, values));
                Assert.Contains($"'p{k}' has {value} at [{index}, 0]", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void NoLimbsMakeAWrongEntryPass()
    {
        // The liar takes whatever limbs are the true digits of the wrong number, and counts only rows that exist.
        var certificate = CertificateCircuit.Build(Model(3, 5));
        for (var k = 0; k < Ranges.Length; k++)
        {
            foreach (var (index, value) in new[] { (1, Ranges[k].Max + 1), (1, Ranges[k].Min - 1), (3, 1L), (3, -1L) })
            {
                var values = Values(certificate, new Random(3));
                var columns = CertificateWitness.Fill(certificate, values);
                columns[k][index] = value;
                foreach (var lookup in certificate.Lookups.Where(l => l.Elements[0].Terms[0].Column == k)) Lie(lookup, columns, index);
                Multiplicities.FillLenient(certificate, columns);
                // The checker's own reading of the declared range and padding of p does not count: a lookup must fail.
                Assert.Contains(ConstraintChecker.Check(certificate, columns, 100), f =>
                    f.Kind is ConstraintKind.Lookup or ConstraintKind.Division || (f.Kind is ConstraintKind.Padding && f.Name != $"p{k}"));
            }
        }
    }

    [Fact]
    public void TablesAreSharedAndSmall()
    {
        var certificate = CertificateCircuit.Build(Model(3, 5));
        Assert.True(certificate.Tables.Sum(t => t.Rows) < 1024);
        var large = CertificateCircuit.Build(Model(100, 300));
        Assert.True(large.Tables.Sum(t => t.Rows) < 1 << 18);
    }

    private static void Lie(Lookup lookup, long[][] columns, int index)
    {
        var terms = lookup.Elements[0].Terms;
        var number = (terms[0].Coefficient * columns[terms[0].Column][index]) + (index == 3 ? 0 : terms[1].Coefficient);
        for (var k = 2; k < terms.Count; k++)
        {
            var next = k + 1 < terms.Count ? -terms[k + 1].Coefficient : 1L << lookup.Elements[0].Shift;
            columns[terms[k].Column][index] = (((number / -terms[k].Coefficient) % (next / -terms[k].Coefficient)) + (next / -terms[k].Coefficient)) % (next / -terms[k].Coefficient);
        }
    }

    private static Circuit Model(int rows, int columns)
    {
        var c = new TestCircuit();
        for (var k = 0; k < Ranges.Length; k++)
        {
            c.Column($"p{k}", ColumnKind.Parameter, TestCircuit.Space(rows, columns), Ranges[k].Min, Ranges[k].Max);
        }
        return c.Build();
    }

    private static long[][] Values(Circuit certificate, Random random)
    {
        var values = new List<long[]>();
        foreach (var column in certificate.Columns.Where(c => c.Kind == ColumnKind.Parameter))
        {
            var v = new long[column.Space.Size];
            for (var i = 0; i < v.Length; i++)
            {
                if (column.Space.IsReal(i)) v[i] = random.Next(4) switch { 0 => column.Min, 1 => column.Max, _ => random.NextInt64(column.Min, column.Max + 1) };
            }
            values.Add(v);
        }
        return [.. values];
    }
}
