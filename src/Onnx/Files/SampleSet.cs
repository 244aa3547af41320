using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>A tensor that a model takes: the name and the shape, with the batch dimension.</summary>
public sealed record InputDeclaration(string Name, int[] Shape);

/// <summary>
/// Samples for all inputs of a model, from one file or several: the samples of an input's files follow each other, and all
/// inputs have equally many. Thread-safe.
/// </summary>
public sealed class SampleSet
{
    private readonly Dictionary<string, InputColumn> columns;

    private SampleSet(Dictionary<string, InputColumn> columns, string files) => (this.columns, Files) = (columns, files);

    /// <summary>The inputs that there are samples of.</summary>
    public IReadOnlyCollection<string> Names => columns.Keys;

    /// <summary>The files, in quotes, for messages.</summary>
    public string Files { get; }

    /// <summary>Whether an input's samples come from several files.</summary>
    public bool IsJoined => columns.Values.Any(c => c.IsJoined);

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => columns.Values.First().Count;

    /// <summary>Reads all files.</summary>
    /// <param name="sources">The files; several of one input make one list of samples.</param>
    /// <param name="inputs">What the model takes.</param>
    /// <param name="others">Names that a file may hold beside the inputs, such as those of the outputs.</param>
    /// <param name="isPartial">Whether inputs may be missing.</param>
    /// <exception cref="InputFormatException">Anything that is wrong with the files, all at once; messages name the file.</exception>
    public static SampleSet Load(
        IReadOnlyList<TensorSource> sources, IReadOnlyList<InputDeclaration> inputs, IReadOnlyList<string> others, bool isPartial = false)
    {
        var problems = new Problems();
        var names = new TensorNames("input", [.. inputs.Select(i => i.Name)], others);
        var files = sources.Select(source => problems.Try(() => source.Read(names))).OfType<TensorFile>().ToList();
        var columns = new Dictionary<string, InputColumn>();
        foreach (var input in inputs)
        {
            var column = InputColumn.Collect(input, files, problems);
            if (column.Count > 0) columns.Add(input.Name, column);
        }
        // A file that could not be read may be the one that has them.
        if (!problems.Any && !isPartial) RequireAll(inputs, columns, files, problems);
        if (!problems.Any) RequireEqualCounts(columns, problems);
        problems.Throw();
        return new SampleSet(columns, TensorNames.List(sources.Select(s => s.Path).Distinct()));
    }

    /// <summary>Throws <see cref="InputFormatException"/> unless there are <paramref name="count"/> samples from <paramref name="index"/> on.</summary>
    public void Require(int index, int count)
    {
        if (index < 0 || index >= Count) throw new InputFormatException($"{Files} has {Count} samples: --index {index} is outside 0 to {Count - 1}.");
        var left = Count - index;
        if (count <= left) return;
        var from = index == 0 ? "" : $", {left} of them from --index {index} on";
        throw new InputFormatException($"{Files} has {Count} samples{from}: too few for --batch {count}. A batch may have any size: use --batch {left}, or --batch all.");
    }

    /// <summary>One sample of one input as real numbers.</summary>
    public FloatTensor Reals(string input, int sample) => columns[input].Reals(sample);

    /// <summary>One sample of one input as integers; throws <see cref="InputFormatException"/> where a number is none.</summary>
    public LongTensor Integers(string input, int sample) => columns[input].Integers(sample);

    /// <summary>The files of one input, in quotes, for messages.</summary>
    public string FilesOf(string input) => columns[input].Files;

    private static void RequireAll(IReadOnlyList<InputDeclaration> inputs, Dictionary<string, InputColumn> columns, List<TensorFile> files, Problems problems)
    {
        var missing = inputs.Select(i => i.Name).Where(n => !columns.ContainsKey(n)).ToList();
        if (missing.Count == 0) return;
        var where = files.Count == 0 ? "no file" : TensorNames.List(files.Select(f => f.Path).Distinct());
        problems.Add($"the model takes {inputs.Count} inputs, and {where} has no {TensorNames.List(missing)}: give a file for each, as NAME=FILE, or one that names all");
    }

    private static void RequireEqualCounts(Dictionary<string, InputColumn> columns, Problems problems)
    {
        var first = columns.First();
        foreach (var (name, column) in columns)
        {
            if (column.Count == first.Value.Count) continue;
            problems.Add($"{first.Value.Files} has {first.Value.Count} samples of '{first.Key}', and {column.Files} has {column.Count} of '{name}': all inputs need as many");
        }
    }
}
