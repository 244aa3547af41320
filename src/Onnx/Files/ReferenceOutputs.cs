namespace Zkml.Onnx.Files;

/// <summary>Numbers that outputs of a model are to be compared with, from the same kinds of file as inputs.</summary>
public static class ReferenceOutputs
{
    /// <summary>The numbers of each output that the files have, those of several files one after the other.</summary>
    /// <exception cref="InputFormatException">Anything that is wrong with the files, all at once; messages name the file.</exception>
    public static IReadOnlyDictionary<string, double[]> Load(IReadOnlyList<TensorSource> sources, IReadOnlyList<string> outputs)
    {
        var problems = new Problems();
        var names = new TensorNames("output", outputs, [], IsClaim: true);
        var found = new Dictionary<string, double[]>();
        foreach (var part in sources.Select(s => problems.Try(() => s.Read(names))).OfType<TensorFile>().SelectMany(f => f.Parts))
        {
            foreach (var (name, numbers) in part)
            {
                double[] values = [.. Enumerable.Range(0, numbers.Length).Select(numbers.Real)];
                if (!values.All(double.IsFinite)) problems.Add($"the reference of '{name}' has numbers that are not finite");
                found[name] = found.TryGetValue(name, out var before) ? [.. before, .. values] : values;
            }
        }
        problems.Throw();
        return found;
    }
}
