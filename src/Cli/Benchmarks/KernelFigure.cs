using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Benchmarks;

/// <summary>The time of one kernel at one size.</summary>
/// <param name="Name">For instance "msm 8-bit 2^16"; the key for comparisons.</param>
/// <param name="Unit">Of the times: "ms", or "ns" for an element or a step.</param>
/// <param name="Times">The best and the median run, in the unit.</param>
internal sealed record KernelFigure(string Name, string Unit, RunTimes Times)
{
    public JsonObject ToJson() => new()
    {
        ["kernel"] = Name,
        ["unit"] = Unit,
        ["best"] = Figures.Json(Times.Best),
        ["median"] = Figures.Json(Times.Median),
    };
}
