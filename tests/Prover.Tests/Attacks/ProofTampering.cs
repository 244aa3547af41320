using System.Reflection;
using Zkml.Algebra.Curves;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>One place of a proof: what it is called, and how to read and write it.</summary>
internal sealed record ProofSlot<T>(string Member, string Path, Func<T> Get, Action<T> Set);

/// <summary>
/// Walks a proof's type by reflection: every field element and every point, whatever members the type has or will have.
/// A member of a type that the walk does not know is an error, not an omission.
/// </summary>
internal static class ProofTampering
{
    public static IEnumerable<ProofSlot<Fr>> Scalars(ProofScalars<Fr> scalars) =>
        Members<ProofScalars<Fr>>().SelectMany(p => Walk<Fr>(p, scalars));

    public static IEnumerable<ProofSlot<G1Affine>> Points(ProofPoints points) =>
        Members<ProofPoints>().SelectMany(p => Walk<G1Affine>(p, points));

    public static PropertyInfo[] Members<TOwner>()
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var properties = typeof(TOwner).GetProperties(Own);
        var hidden = typeof(TOwner).GetFields(Own).Where(f => !f.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)).ToList();
        Assert.True(hidden.Count == 0, $"{typeof(TOwner).Name} has fields the walk does not see: {string.Join(", ", hidden.Select(f => f.Name))}");
        return properties;
    }

    private static IEnumerable<ProofSlot<T>> Walk<T>(PropertyInfo property, object owner)
    {
        var value = property.GetValue(owner)!;
        if (value is T)
        {
            return [new ProofSlot<T>(property.Name, property.Name, () => (T)property.GetValue(owner)!, v => property.SetValue(owner, v))];
        }
        return Entries<T>(property.Name, property.Name, value);
    }

    private static IEnumerable<ProofSlot<T>> Entries<T>(string member, string path, object value)
    {
        switch (value)
        {
            case T[] entries:
                for (var k = 0; k < entries.Length; k++)
                {
                    var index = k;
                    yield return new ProofSlot<T>(member, $"{path}[{k}]", () => entries[index], v => entries[index] = v);
                }
                break;
            case Array nested:
                for (var k = 0; k < nested.Length; k++)
                {
                    foreach (var slot in Entries<T>(member, $"{path}[{k}]", nested.GetValue(k)!)) yield return slot;
                }
                break;
            default:
                throw new InvalidOperationException($"{path} is a {value.GetType()}: the tamper test has no case for it.");
        }
    }
}
