namespace Zkml.Wire;

/// <summary>The first thing that is wrong about some bytes.</summary>
/// <param name="Part">The part of the format that was being read, or empty.</param>
/// <param name="Position">The byte at which the wrong item begins.</param>
/// <param name="Reason">What is wrong about it.</param>
public sealed record WireError(string Part, int Position, string Reason)
{
    /// <summary>Part and reason, for a message that tells the position by itself.</summary>
    public string What => Part.Length == 0 ? Reason : $"{Part}: {Reason}";

    public override string ToString() => $"{What} (at byte {Position})";
}
