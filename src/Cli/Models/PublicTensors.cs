using Zkml.Circuits.Graph;
using Zkml.Cli.Failures;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Cli.Models;

/// <summary>A model's input and output as the public sees them: name, shape, range of codes, scale.</summary>
internal static class PublicTensors
{
    public static GraphValue Input(VerifyingKey key) => Describe(key, Single(key.Inputs, "inputs"), key.Circuit.Inputs[0]);

    public static GraphValue Output(VerifyingKey key) => Describe(key, Single(key.Outputs, "outputs"), key.Circuit.Outputs[0]);

    public static GraphValue Input(ProvingModel model) => Single(model.Graph.Inputs, "inputs");

    public static GraphValue Output(ProvingModel model) => Single(model.Graph.Outputs, "outputs");

    /// <summary>The only one: files and options of the command line name a single input and output.</summary>
    public static T Single<T>(IReadOnlyList<T> tensors, string what) => tensors.Count == 1
        ? tensors[0]
        : throw new BadInputException($"The model has {tensors.Count} {what}; the command line supports models with one. Use the library for others.");

    private static GraphValue Describe(VerifyingKey key, TensorInfo tensor, int column)
    {
        var range = key.Circuit.Columns[column];
        return new GraphValue(tensor.Name, new IntegerType(tensor.Shape, range.Min, range.Max), tensor.Scale, tensor.Kind);
    }
}
