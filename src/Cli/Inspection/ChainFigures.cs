using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;
using Zkml.Verifier;
using Zkml.Wrapper.Evm;

namespace Zkml.Cli.Inspection;

/// <summary>What a proof under a key costs on a chain.</summary>
internal sealed record ChainFigures(CallCost Cost)
{
    /// <summary>Null without a hiding key.</summary>
    public static ChainFigures? Of(CoreKey? hiding) => hiding is null ? null : new ChainFigures(CallCost.Of(hiding));

    public IEnumerable<(string Name, string Value)> Facts() =>
    [
        ("commitments", $"K = {Cost.Commitments}"),
        ("calldata", $"{Figures.Count(Cost.CalldataBytes)} bytes"),
        ("gas, predicted", $"{Figures.Count(Cost.Gas)}{(Cost.Commitments > 5 ? " (compile with --chain for fewer commitments)" : "")}"),
    ];

    public JsonObject ToJson() => new() { ["commitments"] = Cost.Commitments, ["words"] = Cost.Words, ["calldataBytes"] = Cost.CalldataBytes, ["gas"] = Cost.Gas };
}
