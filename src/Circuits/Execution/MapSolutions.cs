using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>
/// The index tuples at which a map group is 1, with <c>Positions[k][s]</c> the position of index k in solution s. A
/// joint and source position that several summed positions lead to appears once for each, as the sum demands.
/// </summary>
public sealed class MapSolutions
{
    private MapSolutions(int[][] positions, int count) => (Positions, Count) = (positions, count);

    /// <summary>The number of solutions.</summary>
    public int Count { get; }

    /// <summary>For each index of the group, its position in every solution.</summary>
    public int[][] Positions { get; }

    /// <summary>
    /// Enumerates the solutions in a deterministic order. Indices are tried from the largest coefficient to the
    /// smallest, each only where the rest can still reach zero, and the last is found by division: a window costs
    /// positions · taps steps, and a flat-index equality about as many as it has solutions.
    /// </summary>
    public static MapSolutions Enumerate(MapGroup group)
    {
        var search = new Search(group);
        search.Visit(0, group.HasEquation ? group.Constant : 0);
        return search.Result();
    }

    private sealed class Search
    {
        private readonly MapIndex[] indices;
        private readonly int[] order;
        private readonly bool hasEquation;
        private readonly Int128[] restMin;
        private readonly Int128[] restMax;
        private readonly int[] position;
        private readonly List<int>[] found;

        public Search(MapGroup group)
        {
            indices = [.. group.Indices];
            hasEquation = group.HasEquation;
            position = new int[indices.Length];
            found = new List<int>[indices.Length];
            for (var k = 0; k < found.Length; k++) found[k] = [];
            order = new int[indices.Length];
            for (var k = 0; k < order.Length; k++) order[k] = k;
            Array.Sort(order, Compare);
            (restMin, restMax) = Reach();
        }

        /// <summary>All solutions that extend the positions chosen at the levels before this one.</summary>
        public void Visit(int level, Int128 sum)
        {
            if (level == order.Length)
            {
                if (hasEquation && sum != 0) return;
                for (var k = 0; k < position.Length; k++) found[k].Add(position[k]);
                return;
            }
            var index = indices[order[level]];
            var (low, high) = Candidates(index, level, sum);
            for (var p = low; p <= high; p++)
            {
                position[order[level]] = p;
                Visit(level + 1, hasEquation ? sum + ((Int128)index.Coefficient * p) : sum);
            }
        }

        public MapSolutions Result()
        {
            var positions = new int[found.Length][];
            for (var k = 0; k < found.Length; k++) positions[k] = [.. found[k]];
            // A group without indices is the constant [Constant = 0]; it has no position to record and no use.
            return new MapSolutions(positions, positions.Length == 0 ? 0 : positions[0].Length);
        }

        private int Compare(int a, int b)
        {
            var byCoefficient = Int128.Abs(indices[b].Coefficient).CompareTo(Int128.Abs(indices[a].Coefficient));
            if (hasEquation && byCoefficient != 0) return byCoefficient;
            var byExtent = hasEquation ? indices[a].Axis.Extent.CompareTo(indices[b].Axis.Extent) : 0;
            return byExtent != 0 ? byExtent : a.CompareTo(b);
        }

        // The least and greatest value of the sum over the levels from each one on.
        private (Int128[] Min, Int128[] Max) Reach()
        {
            var min = new Int128[order.Length + 1];
            var max = new Int128[order.Length + 1];
            for (var level = order.Length - 1; level >= 0; level--)
            {
                var index = indices[order[level]];
                var end = (Int128)index.Coefficient * (index.Axis.Extent - 1);
                min[level] = min[level + 1] + Int128.Min(end, 0);
                max[level] = max[level + 1] + Int128.Max(end, 0);
            }
            return (min, max);
        }

        // The positions p with −sum − coefficient·p inside what the later levels can reach.
        private (int Low, int High) Candidates(MapIndex index, int level, Int128 sum)
        {
            var last = index.Axis.Extent - 1;
            if (!hasEquation || index.Coefficient == 0) return (0, last);
            var coefficient = (Int128)index.Coefficient;
            var from = -sum - restMax[level + 1];
            var to = -sum - restMin[level + 1];
            var (low, high) = coefficient > 0
                ? (CeilingDivide(from, coefficient), FloorDivide(to, coefficient))
                : (CeilingDivide(-to, -coefficient), FloorDivide(-from, -coefficient));
            return ((int)Int128.Clamp(low, 0, last + 1), (int)Int128.Clamp(high, -1, last));
        }

        private static Int128 FloorDivide(Int128 a, Int128 positive) =>
            a >= 0 ? a / positive : -((-a + positive - 1) / positive);

        private static Int128 CeilingDivide(Int128 a, Int128 positive) => -FloorDivide(-a, positive);
    }
}
