using Zkml.Algebra.Fields;

namespace Zkml.Verifier.Arithmetic;

/// <summary>
/// How the generic verifier states what must hold: over field elements it compares, over circuit variables it adds a
/// constraint and answers true.
/// </summary>
public interface IAssertions<T>
    where T : struct, IScalar<T>
{
    /// <summary>Called as a stage begins, so that a circuit can name what it is stating.</summary>
    void Enter(Step step)
    {
    }

    bool AreEqual(T left, T right);

    bool IsNonZero(T value);

    /// <summary>The value for a message.</summary>
    string Show(T value);
}

/// <summary>Assertions over field elements: plain comparison.</summary>
public sealed class FieldAssertions : IAssertions<Fr>
{
    public static readonly FieldAssertions Instance = new();

    public bool AreEqual(Fr left, Fr right) => left == right;

    public bool IsNonZero(Fr value) => !value.IsZero;

    public string Show(Fr value) => value.ToString();
}
