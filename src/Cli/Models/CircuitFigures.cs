using System.Text.Json.Nodes;
using Zkml.Circuits;
using Zkml.Circuits.Relations;
using Zkml.Cli.Terminal;
using Zkml.Verifier.Plan;

namespace Zkml.Cli.Models;

/// <summary>Sizes of a circuit that anyone with the verifying key can see.</summary>
internal sealed class CircuitFigures(Circuit circuit, int chunkBits)
{
    private const int ShownContractions = 40;

    private readonly ProofPlan plan = new(circuit, chunkBits);

    /// <summary>The figures in all, by name.</summary>
    public IEnumerable<(string Name, string Value)> Facts()
    {
        foreach (var kind in Enum.GetValues<ColumnKind>())
        {
            var columns = circuit.Columns.Where(c => c.Kind == kind).ToList();
            yield return ($"{kind} columns".ToLowerInvariant(), $"{columns.Count} ({Figures.Count(columns.Sum(c => c.Space.TrueSize))} entries)");
        }
        yield return ("packing waste", $"{PackingWaste:F2} ×");
        yield return ("lookups", $"{circuit.Lookups.Count} ({Figures.Count(circuit.Lookups.Sum(l => l.Space.TrueSize))} entries)");
        yield return ("tables", $"{circuit.Tables.Count} ({Figures.Count(circuit.Tables.Sum(t => (long)t.Rows))} rows)");
        yield return ("contractions", $"{circuit.Contractions.Count} ({Figures.Count(circuit.Contractions.Sum(Products))} products)");
        yield return ("commitments", $"{plan.Parameters.Chunks} of weights, {plan.Witness.Chunks} per proof, 2^{chunkBits} entries each");
    }

    /// <summary>What one proof costs, in the operations that dominate.</summary>
    public IEnumerable<(string Name, string Value)> ProvingCost()
    {
        yield return ("commit", $"{plan.Witness.Chunks} multi-scalar multiplications of 2^{chunkBits} small scalars");
        yield return ("lookups", $"a sumcheck tree over {Figures.Count(plan.Leaves.Length)} leaves (2^{plan.Leaves.Variables})");
        yield return ("contractions", $"{circuit.Contractions.Count} products bound in {plan.ContractionRounds} rounds, {plan.Maps.Count} index maps in {plan.MapRounds}");
        yield return ("opening", $"a reduction over 2^{plan.ReductionRounds} entries, then multi-scalar multiplications of 2^{chunkBits} full scalars");
    }

    /// <summary>The contractions with their sizes.</summary>
    public Spectre.Console.Table ContractionTable()
    {
        var table = FigureTable.Of("contractions", "name", "form", "outputs", "summed", "products");
        foreach (var c in circuit.Contractions.Take(ShownContractions))
        {
            table.Row(c.Name, $"{c.Form}", Figures.Count(c.Space.TrueSize), Figures.Count(c.Contracted.TrueSize), Figures.Count(Products(c)));
        }
        var more = circuit.Contractions.Count - ShownContractions;
        if (more > 0) table.Row($"… {more} more (--json lists all)", "", "", "", "");
        return table;
    }

    /// <summary>Everything, for machines.</summary>
    public JsonObject ToJson() => new()
    {
        ["columns"] = Columns(),
        ["packingWaste"] = Figures.Json(PackingWaste),
        ["lookups"] = circuit.Lookups.Sum(l => l.Space.TrueSize),
        ["leaves"] = plan.Leaves.Length,
        ["tables"] = new JsonArray([.. circuit.Tables.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["rows"] = t.Rows })]),
        ["contractions"] = new JsonArray([.. circuit.Contractions.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Name,
            ["form"] = $"{c.Form}",
            ["outputs"] = c.Space.TrueSize,
            ["summed"] = c.Contracted.TrueSize,
            ["products"] = Products(c),
        })]),
        ["chunkBits"] = chunkBits,
        ["parameterCommitments"] = plan.Parameters.Chunks,
        ["witnessCommitments"] = plan.Witness.Chunks,
        ["proofBodyBytes"] = Verifier.Codec.ProofBody.Size(plan),
    };

    private double PackingWaste =>
        (double)(plan.Parameters.Packing.Length + plan.Witness.Packing.Length)
        / Math.Max(1, plan.Parameters.UsefulEntries + plan.Witness.UsefulEntries);

    private JsonObject Columns()
    {
        var json = new JsonObject();
        foreach (var kind in Enum.GetValues<ColumnKind>())
        {
            var columns = circuit.Columns.Where(c => c.Kind == kind).ToList();
            json[$"{kind}".ToLowerInvariant()] = new JsonObject { ["count"] = columns.Count, ["entries"] = columns.Sum(c => c.Space.TrueSize) };
        }
        return json;
    }

    private static long Products(Contraction c) => c.Form == ContractionForm.Product ? c.Space.TrueSize * c.Contracted.TrueSize : 0;
}
