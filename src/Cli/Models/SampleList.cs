using Zkml.Cli.Failures;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;

namespace Zkml.Cli.Models;

/// <summary>The samples of several input files, one after the other.</summary>
internal sealed class SampleList(IReadOnlyList<string> paths, int[] shape)
{
    private readonly List<InputBatch> files = [.. paths.Select(path => SampleFile.Load(path, shape))];

    public int Count => files.Sum(f => f.Count);

    public FloatTensor this[int index]
    {
        get
        {
            foreach (var file in files)
            {
                if (index < file.Count) return file.Sample(index);
                index -= file.Count;
            }
            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <summary>Fails unless there are <paramref name="count"/> samples from <paramref name="index"/> on.</summary>
    public void Require(int index, int count)
    {
        var where = string.Join("', '", paths);
        if (index < 0 || index >= Count) throw new BadInputException($"'{where}' has {Count} samples: --index {index} is outside 0 to {Count - 1}.");
        var left = Count - index;
        if (count > left)
        {
            var from = index == 0 ? "" : $", {left} of them from --index {index} on";
            throw new BadInputException($"'{where}' has {Count} samples{from}: too few for --batch {count}. A batch may have any size: use --batch {left}, or --batch all.");
        }
    }
}
