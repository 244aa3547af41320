using System.Security.Cryptography;
using System.Text;
using Zkml.Onnx.Graph;
using Zkml.Tensors;
using Zkml.Wire;

namespace Zkml.Onnx.Folding;

/// <summary>
/// <c>folded.bin</c> beside quantization.json, which records its SHA-256: the constants that were computed once and kept
/// (docs/file-formats.md). One set of tensors has one encoding; anything else is refused.
/// </summary>
public static class FoldedFile
{
    private const int MaxNameBytes = 1 << 16;

    /// <summary>Magic, version and checksum around the file.</summary>
    public static FileFrame Frame { get; } = new("ZKMLFLD\n", 1, "file of folded constants");

    /// <summary>The SHA-256 of a file's content, in hexadecimal: what quantization.json records.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The file content.</summary>
    public static byte[] ToBytes(FoldedTensors tensors)
    {
        var writer = Frame.Begin();
        writer.Count(tensors.All.Count);
        foreach (var (name, tensor) in tensors.All.OrderBy(pair => Encoding.UTF8.GetBytes(pair.Key), ByteOrder))
        {
            writer.Text(name);
            writer.Byte((byte)tensor.Element);
            writer.Count(tensor.Rank);
            foreach (var size in tensor.Shape) writer.Count(size);
            writer.Block(ElementBytes.Pack(tensor));
        }
        return FileFrame.Seal(writer);
    }

    /// <summary>Reads the file beside a quantization.json; throws <see cref="FoldingException"/> unless it has the recorded hash.</summary>
    /// <param name="quantizationFile">Path of the quantization.json.</param>
    /// <param name="hash">What that file records.</param>
    public static FoldedTensors ReadBeside(string quantizationFile, string hash)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(quantizationFile))!, FoldedTensors.FileName);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FoldingException($"'{path}', which the quantization file records, cannot be read: {e.Message}");
        }
        return Hash(bytes) == hash
            ? Parse(bytes)
            : throw new FoldingException($"'{path}' is not the file that the quantization file records: its SHA-256 is {Hash(bytes)} instead of {hash}");
    }

    /// <summary>Decodes a file's content; throws <see cref="FoldingException"/> on any problem.</summary>
    public static FoldedTensors Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = Frame.Open(bytes);
        var tensors = new FoldedTensors();
        byte[] last = [];
        for (var left = reader.Count(itemBytes: 4); left > 0 && !reader.Failed; left--)
        {
            var name = reader.Text(MaxNameBytes);
            var key = Encoding.UTF8.GetBytes(name);
            reader.Require(key.AsSpan().SequenceCompareTo(last) > 0, "names that are empty, repeated or out of order");
            last = key;
            if (Tensor(ref reader) is { } tensor && !reader.Failed) tensors.Add(name, tensor);
        }
        reader.End();
        return reader.Error is { } error ? throw new FoldingException($"{FoldedTensors.FileName}: {error}") : tensors;
    }

    private static Tensor? Tensor(ref ByteReader reader)
    {
        var element = (ElementType)reader.Byte();
        reader.Require(Enum.IsDefined(element) && (element == ElementType.Float || !element.IsFloat()), "an element type that is not kept");
        var shape = new int[reader.Number(TensorShape.MaxRank)];
        long count = 1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = reader.Number(TensorShape.MaxElements);
            count = Math.Min(count * Math.Max(shape[axis], 1), TensorShape.MaxElements + 1L);
        }
        reader.Require(count <= TensorShape.MaxElements, "a tensor that is too large");
        var data = reader.Block();
        if (reader.Failed) return null;
        var tensor = ElementBytes.Unpack(data, new TensorType(element, shape));
        if (tensor is null) reader.Fail("elements that do not fit the shape or the type");
        return tensor;
    }

    private static readonly Comparer<byte[]> ByteOrder = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
}
