using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>Model inputs from .npy or JSON files.</summary>
public static class InputFile
{
    /// <summary>
    /// Loads the samples in a file for a model input of shape <paramref name="modelShape"/> (with batch dimension). The
    /// content decides the format: .npy, or JSON with the samples under "input_data" as (nested or flat) lists.
    /// Throws <see cref="InputFormatException"/>, naming the file, when it does not fit.
    /// </summary>
    public static InputBatch Load(string path, int[] modelShape)
    {
        var bytes = FileBytes.Read(path);
        try
        {
            return Parse(bytes, modelShape);
        }
        catch (InputFormatException e)
        {
            throw new InputFormatException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>As <see cref="Load"/>, for the content of a file.</summary>
    public static InputBatch Parse(byte[] bytes, int[] modelShape)
    {
        // The first byte of every .npy file cannot start a JSON text.
        if (bytes.Length > 0 && bytes[0] == 0x93)
        {
            var tensor = NpyFile.Read(bytes);
            var floats = tensor as FloatTensor
                ?? new FloatTensor(Array.ConvertAll(((LongTensor)tensor).Data, x => (float)x), tensor.Shape);
            return InputBatch.Create(floats, modelShape);
        }
        return InputBatch.Create(JsonTensor.Parse(bytes), modelShape, allowFlat: true);
    }
}
