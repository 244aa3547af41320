namespace Zkml.Algebra.Fields;

/// <summary>The field operations that curve formulas and towers need, by reference: elements are 32 to 384 bytes.</summary>
/// <typeparam name="TSelf">The implementing value type; <c>default</c> is zero.</typeparam>
public interface IField<TSelf>
    where TSelf : struct, IField<TSelf>
{
    static abstract TSelf One { get; }

    bool IsZero { get; }

    static abstract TSelf operator +(in TSelf left, in TSelf right);

    static abstract TSelf operator -(in TSelf left, in TSelf right);

    static abstract TSelf operator -(in TSelf value);

    static abstract TSelf operator *(in TSelf left, in TSelf right);

    static abstract bool operator ==(in TSelf left, in TSelf right);

    static abstract bool operator !=(in TSelf left, in TSelf right);

    TSelf Square();

    TSelf Double();

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    TSelf Invert();
}
