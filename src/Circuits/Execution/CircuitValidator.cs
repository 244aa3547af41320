namespace Zkml.Circuits.Execution;

public static partial class CircuitValidator
{
}
