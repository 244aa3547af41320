namespace Zkml.Circuits.Tables.Functions;

/// <summary>The functions that tables can hold; see <see cref="TableFunction"/> for how to add one.</summary>
public static class FunctionCatalogue
{
    public static IReadOnlyList<TableFunction> All { get; } =
    [
        Sigmoid.Instance,
        Tanh.Instance,
        ExpNegative.Instance,
        LeakyRelu.Instance,
        Elu.Instance,
        Gelu.Instance,
    ];

    /// <summary>The function with a number in files, or null.</summary>
    public static TableFunction? WithCode(byte code)
    {
        foreach (var function in All)
        {
            if (function.Code == code) return function;
        }
        return null;
    }
}
