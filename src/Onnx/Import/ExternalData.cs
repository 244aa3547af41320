using System.Globalization;
using Google.Protobuf;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Import;

/// <summary>
/// Weights that a model keeps in files beside it. A model is anybody's file, so it may name files in its own folder only:
/// no absolute path, no step upwards, no link.
/// </summary>
internal static class ExternalData
{
    /// <summary>Bound on the bytes of all weights together.</summary>
    private const long MaxBytes = 1L << 33;

    /// <summary>
    /// Replaces the references of all initializers by the data. Throws <see cref="OnnxImportException"/>, naming the
    /// initializer, on a path outside the folder or a part of a file that is not there.
    /// </summary>
    public static void Inline(GraphProto graph, string folder)
    {
        long total = 0;
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.DataLocation != TensorProto.Types.DataLocation.External) continue;
            var what = $"initializer '{tensor.Name}'";
            var data = Read(tensor, folder, what, MaxBytes - total);
            total += data.Length;
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(data);
            tensor.DataLocation = TensorProto.Types.DataLocation.Default;
            tensor.ExternalData.Clear();
        }
    }

    private static byte[] Read(TensorProto tensor, string folder, string what, long allowed)
    {
        var entries = new Dictionary<string, string>();
        foreach (var entry in tensor.ExternalData)
        {
            if (!entries.TryAdd(entry.Key, entry.Value)) throw new OnnxImportException($"{what} gives '{entry.Key}' of its external data twice; the model is malformed");
        }
        if (!entries.TryGetValue("location", out var location)) throw new OnnxImportException($"{what} does not say where its external data is; the model is malformed");
        var path = Resolve(folder, location, what);
        using var file = File.OpenRead(path);
        var offset = Number(entries, "offset", 0, what);
        if (offset > file.Length) throw new OnnxImportException($"{what} starts behind the end of '{location}'; the file is truncated");
        var length = Number(entries, "length", file.Length - offset, what);
        if (length > file.Length - offset) throw new OnnxImportException($"{what} ends behind the end of '{location}'; the file is truncated");
        if (length > Math.Min(allowed, Array.MaxLength)) throw new OnnxImportException($"{what}: the external data of the model is larger than {MaxBytes} bytes, the largest supported size");
        var data = new byte[length];
        file.Position = offset;
        file.ReadExactly(data);
        return data;
    }

    /// <summary>The file of a location, which has to be below the folder, without links on the way.</summary>
    private static string Resolve(string folder, string location, string what)
    {
        var parts = location.Split('/');
        if (parts.Any(part => part is "" or "." or ".." || part.AsSpan().ContainsAny('\\', ':', '\0')))
        {
            throw new OnnxImportException($"{what} refers to external data at '{location}'; only files in the model's own folder are read");
        }
        var path = folder;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null) throw new OnnxImportException($"{what} refers to external data at '{location}', which is a link; copy the file into the model's folder");
        }
        return File.Exists(path) ? path : throw new OnnxImportException($"{what} refers to external data at '{location}', which is not there; put the file beside the model");
    }

    private static long Number(Dictionary<string, string> entries, string key, long fallback, string what)
    {
        if (!entries.TryGetValue(key, out var text)) return fallback;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new OnnxImportException($"{what} gives the {key} '{text}' of its external data, which is not a number; the model is malformed");
    }
}
