using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>All samples of one input, from its files one after the other.</summary>
internal sealed class InputColumn(string name)
{
    private readonly List<(TensorFile File, InputBatch Batch)> batches = [];

    public int Count => batches.Sum(b => b.Batch.Count);

    public bool IsJoined => batches.Any(b => !ReferenceEquals(b.File, batches[0].File));

    public string Files => TensorNames.List(batches.Select(b => b.File.Path).Distinct());

    /// <summary>The samples of an input in files; what does not fit is a problem.</summary>
    public static InputColumn Collect(InputDeclaration input, IReadOnlyList<TensorFile> files, Problems problems)
    {
        var column = new InputColumn(input.Name);
        foreach (var file in files)
        {
            foreach (var part in file.Parts)
            {
                if (!part.TryGetValue(input.Name, out var numbers)) continue;
                var batch = problems.Try(() => Naming(file.Path, input.Name, () => InputBatch.Create(numbers, input.Shape, file.MayBeFlat)));
                if (batch is not null) column.batches.Add((file, batch));
            }
        }
        return column;
    }

    public FloatTensor Reals(int sample) => Find(ref sample).Batch.Sample(sample);

    public LongTensor Integers(int sample)
    {
        var (file, batch) = Find(ref sample);
        return Naming(file.Path, name, () => batch.Integers(sample));
    }

    private (TensorFile File, InputBatch Batch) Find(ref int sample)
    {
        foreach (var found in batches)
        {
            if (sample < found.Batch.Count) return found;
            sample -= found.Batch.Count;
        }
        throw new ArgumentOutOfRangeException(nameof(sample));
    }

    private static T Naming<T>(string path, string input, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InputFormatException e)
        {
            throw new InputFormatException($"'{path}', input '{input}': {e.Message}", e);
        }
    }
}
