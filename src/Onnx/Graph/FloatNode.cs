using Zkml.Onnx.Import;

namespace Zkml.Onnx.Graph;

/// <summary>
/// One operator application. An empty input name stands for an omitted optional input; outputs beyond those this
/// project computes (such as the mask of Dropout) may be listed but not consumed.
/// </summary>
public sealed record FloatNode(
    string Name,
    string OpType,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    NodeAttributes Attributes)
{
    /// <summary>Name of the first output.</summary>
    public string Output => Outputs[0];

    /// <summary>A node with attributes given as pairs, for graph rewriting and tests.</summary>
    public static FloatNode Create(
        string name, string opType, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var values = attributes.ToDictionary(pair => pair.Name, pair => pair.Value);
        return new FloatNode(name, opType, inputs, outputs, new NodeAttributes(name, values));
    }

    /// <summary>True when input <paramref name="index"/> is present.</summary>
    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <summary>An exception to throw whose message names this node.</summary>
    public OnnxImportException Fail(string problem) => new($"node '{Name}' ({OpType}): {problem}");
}
