using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Tests.Execution;

public class MapSolutionsTests
{
    [Fact]
    public void MatchesBruteForceOnRandomGroups()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 400; trial++)
        {
            var count = random.Next(1, 5);
            var indices = Enumerable.Range(0, count).Select(_ => Index(random.Next(1, 9), random.Next(-4, 5))).ToArray();
            var group = new MapGroup(indices, random.Next(-6, 7), random.Next(8) != 0);
            Assert.Equal(BruteForce(group), Sorted(MapSolutions.Enumerate(group)));
        }
    }

    [Fact]
    public void WindowHasPositionsTimesTaps()
    {
        var group = new MapGroup([Index(100, 2), Index(3, 1), Index(201, -1)], 0);
        Assert.Equal(300, MapSolutions.Enumerate(group).Count);
        Assert.Equal(299, MapSolutions.Enumerate(group with { Constant = -1 }).Count);
    }

    [Fact]
    public void FlatEqualityIsFast()
    {
        // A reshape of (512, 49) to (7, 3584) through row-major positions.
        var group = new MapGroup([Index(512, 49), Index(49, 1), Index(7, -3584), Index(3584, -1)], 0);
        Assert.InRange(ThreadClock.Measure(() => Assert.Equal(512 * 49, MapSolutions.Enumerate(group).Count)).TotalSeconds, 0, 5);
    }

    private static MapIndex Index(int extent, long coefficient) => new(MapIndexKind.Summed, 0, Axis.Of(extent), coefficient);

    private static List<string> Sorted(MapSolutions solutions) =>
        [.. Enumerable.Range(0, solutions.Count)
            .Select(s => string.Join(",", solutions.Positions.Select(p => p[s]))).Order(StringComparer.Ordinal)];

    private static List<string> BruteForce(MapGroup group)
    {
        var found = new List<string>();
        var position = new int[group.Indices.Count];
        Visit(0);
        return [.. found.Order(StringComparer.Ordinal)];

        void Visit(int k)
        {
            if (k == position.Length)
            {
                var sum = group.Constant;
                for (var j = 0; j < k; j++) sum += group.Indices[j].Coefficient * position[j];
                if (!group.HasEquation || sum == 0) found.Add(string.Join(",", position));
                return;
            }
            for (position[k] = 0; position[k] < group.Indices[k].Axis.Extent; position[k]++) Visit(k + 1);
        }
    }
}
