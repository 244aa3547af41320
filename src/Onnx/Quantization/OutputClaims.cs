using Zkml.Circuits.Graph;
using Zkml.Onnx.Files;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// The outputs that somebody claims, of all outputs or some: integers stand for themselves, floats for their nearest code.
/// Files are as for inputs, or results as <c>zkml run --json</c> prints them. Any shape will do that has rows of the right size.
/// </summary>
public sealed class OutputClaims
{
    private readonly Dictionary<string, Rows> rows;

    private OutputClaims(Dictionary<string, Rows> rows) => this.rows = rows;

    /// <summary>The outputs that something is claimed about.</summary>
    public IReadOnlyCollection<string> Names => rows.Keys;

    /// <summary>Reads all files.</summary>
    /// <param name="sources">The files; several of one output make one list of rows.</param>
    /// <param name="outputs">What the model gives.</param>
    /// <exception cref="InputFormatException">Anything that is wrong with the files, all at once; messages name the file.</exception>
    public static OutputClaims Load(IReadOnlyList<TensorSource> sources, IReadOnlyList<GraphValue> outputs)
    {
        var problems = new Problems();
        var names = new TensorNames("output", [.. outputs.Select(o => o.Name)], [], IsClaim: true);
        var rows = new Dictionary<string, Rows>();
        foreach (var file in sources.Select(source => problems.Try(() => source.Read(names))).OfType<TensorFile>())
        {
            foreach (var output in outputs)
            {
                if (problems.Try(() => Read(file, output)) is not { Codes.Length: > 0 } read) continue;
                rows[output.Name] = rows.TryGetValue(output.Name, out var before) ? before with { Codes = [.. before.Codes, .. read.Codes] } : read;
            }
        }
        problems.Throw();
        return new OutputClaims(rows);
    }

    /// <summary>
    /// The codes of an output for a proof of some samples: those from row <paramref name="index"/> on, as many as there are up
    /// to the number of samples, or all rows when they are just as many.
    /// </summary>
    public long[] Codes(string output, int index, int samples)
    {
        var found = rows[output];
        if (found.Count == samples) return found.Codes;
        if (index < 0 || index >= found.Count) throw new InputFormatException($"'{found.Path}' has {found.Count} rows: --index {index} is outside 0 to {found.Count - 1}.");
        return found.Codes[(index * found.Size)..(Math.Min(found.Count, index + samples) * found.Size)];
    }

    private static Rows Read(TensorFile file, GraphValue output)
    {
        var size = output.Type.Shape.Aggregate(1, (n, d) => n * d);
        long[] codes = [.. file.Parts.Where(p => p.ContainsKey(output.Name)).SelectMany(p => FileBytes.Naming(file.Path, () => TensorCodes.Claimed(p[output.Name], output)))];
        return codes.Length % size == 0
            ? new Rows(file.Path, codes, size)
            : throw new InputFormatException($"'{file.Path}' has {codes.Length} numbers for output '{output.Name}', which has {size}");
    }

    private sealed record Rows(string Path, long[] Codes, int Size)
    {
        public int Count => Codes.Length / Size;
    }
}
