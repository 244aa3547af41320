namespace Zkml.Circuits.Execution;

/// <summary>A broken well-formedness rule; never leaves <see cref="CircuitValidator"/>.</summary>
internal sealed class MalformedCircuitException(string message) : Exception(message)
{
    public static void Require(bool condition, string where, string message)
    {
        if (!condition) throw new MalformedCircuitException($"{where}: {message}.");
    }
}
