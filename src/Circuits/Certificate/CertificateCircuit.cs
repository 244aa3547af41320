using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Certificate;

/// <summary>
/// The circuit of a model certificate: every true entry of every parameter column lies in its declared range, and every
/// padding entry is 0. Built by the verifier from the model's circuit, so it carries nothing of the publisher's. Its
/// parameter columns are the model's, in the same order, and so is the packed parameter polynomial.
/// </summary>
public sealed class CertificateCircuit
{
    private readonly List<Column> columns = [];
    private readonly List<Table> tables = [StructuredTables.Zero()];
    private readonly List<Lookup> lookups = [];
    private readonly Dictionary<long, int> tableByBound = [];
    private readonly Dictionary<long, long> entriesByWidth;
    private readonly int limbBits;

    private CertificateCircuit(Circuit model)
    {
        foreach (var column in model.Columns)
        {
            if (column.Kind == ColumnKind.Parameter) columns.Add(column with { Id = columns.Count });
        }
        entriesByWidth = LimbWidth.EntriesByWidth(columns);
        limbBits = LimbWidth.Choose(entriesByWidth);
    }

    /// <summary>The certificate of a valid model circuit; a pure function of its parameter columns' shapes and ranges.</summary>
    public static Circuit Build(Circuit model)
    {
        var certificate = new CertificateCircuit(model);
        var parameters = certificate.columns.ToArray();
        foreach (var column in parameters) certificate.AddRange(column);
        return certificate.Finish();
    }

    /// <summary>
    /// How many columns, multiplicities apart, <see cref="Build"/> will give, without building: a certificate's proof holds a value of
    /// each at least, so that its length tells whether building is worth anything.
    /// </summary>
    public static long CountColumns(Circuit model)
    {
        var certificate = new CertificateCircuit(model);
        var count = (long)certificate.columns.Count;
        foreach (var column in certificate.columns)
        {
            var width = LimbWidth.WidthOf(column);
            if (LimbWidth.HasOwnTable(width, certificate.entriesByWidth[width])) continue;
            var sides = LimbWidth.IsAligned(width, certificate.limbBits) ? 1 : 2;
            count += sides * (LimbWidth.LimbsFor(width, certificate.limbBits) - 1);
        }
        return count;
    }

    private void AddRange(Column column)
    {
        var width = LimbWidth.WidthOf(column);
        if (LimbWidth.HasOwnTable(width, entriesByWidth[width]))
        {
            AddLookup($"{column.Name} range", Offset(column, isLower: true), width);
            return;
        }
        AddSide(column, width, isLower: true);
        if (!LimbWidth.IsAligned(width, limbBits)) AddSide(column, width, isLower: false);
    }

    /// <summary>Proves v − Min, or Max − v, below 2^(limbs · L): low limbs are witnesses, the top limb is what is left.</summary>
    private void AddSide(Column column, long width, bool isLower)
    {
        var name = $"{column.Name} {(isLower ? "lower" : "upper")}";
        var limbs = LimbWidth.LimbsFor(width, limbBits);
        var rest = Offset(column, isLower);
        for (var k = 0; k < limbs - 1; k++)
        {
            var limb = new Column(columns.Count, $"{name} limb {k}", ColumnKind.Witness, column.Space, 0, (1L << limbBits) - 1);
            columns.Add(limb);
            AddLookup(limb.Name, [Identity(limb, 1)], 1L << limbBits);
            rest.Add(Identity(limb, -(1L << (k * limbBits))));
        }
        AddLookup($"{name} top", rest, 1L << limbBits, shift: (limbs - 1) * limbBits);
    }

    // v − Min or Max − v; the constant is masked on padding.
    private static List<Term> Offset(Column column, bool isLower) => isLower
        ? [Identity(column, 1), Term.Of(-column.Min)]
        : [Identity(column, -1), Term.Of(column.Max)];

    private void AddLookup(string name, List<Term> terms, long bound, int shift = 0)
    {
        var space = columns[terms[0].Column].Space;
        lookups.Add(new Lookup(name, space, TableFor(bound), [new Expression(space, terms, shift)]));
    }

    private int TableFor(long bound)
    {
        if (tableByBound.TryGetValue(bound, out var id)) return id;
        id = tables.Count + 1;
        tables.Add(StructuredTables.Range(id, (int)bound));
        tableByBound.Add(bound, id);
        return id;
    }

    private static Term Identity(Column column, long coefficient)
    {
        var view = new int[column.Space.Variables];
        for (var k = 0; k < view.Length; k++) view[k] = k;
        return new Term(coefficient, column.Id, view);
    }

    private Circuit Finish()
    {
        var multiplicities = new List<int>();
        foreach (var table in tables)
        {
            var space = new IndexSpace(new Axis(table.Rows, table.Bits));
            multiplicities.Add(columns.Count);
            columns.Add(new Column(columns.Count, $"multiplicities of {table.Name}", ColumnKind.Witness, space, 0, uint.MaxValue));
        }
        return new Circuit
        {
            Columns = columns, Tables = tables, Lookups = lookups, Contractions = [], Inputs = [], Outputs = [],
            Multiplicities = multiplicities,
        };
    }
}
