using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Serialization;

/// <summary>Numbers the distinct index spaces of a circuit in the order of first use.</summary>
internal sealed class SpacePool
{
    private readonly Dictionary<IndexSpace, int> numbers = new(new ByAxes());

    public List<IndexSpace> Spaces { get; } = [];

    public int NumberOf(IndexSpace space)
    {
        if (numbers.TryGetValue(space, out var number)) return number;
        numbers.Add(space, Spaces.Count);
        Spaces.Add(space);
        return Spaces.Count - 1;
    }

    private sealed class ByAxes : IEqualityComparer<IndexSpace>
    {
        public bool Equals(IndexSpace? a, IndexSpace? b) => a is not null && b is not null && a.Axes.SequenceEqual(b.Axes);

        public int GetHashCode(IndexSpace space)
        {
            var hash = default(HashCode);
            foreach (var axis in space.Axes) hash.Add(axis);
            return hash.ToHashCode();
        }
    }
}
