namespace Zkml.Onnx.Files;

/// <summary>The samples of a model's only input, from a .npy, .npz or JSON file; several inputs take a <see cref="SampleSet"/>.</summary>
public static class InputFile
{
    private const string Input = "input";

    /// <summary>
    /// Loads the samples in a file for a model input of shape <paramref name="modelShape"/> (with batch dimension). The
    /// content decides the format. Throws <see cref="InputFormatException"/>, naming the file, when it does not fit.
    /// </summary>
    public static InputBatch Load(string path, int[] modelShape) => FileBytes.Naming(path, () => Parse(FileBytes.Read(path), modelShape));

    /// <summary>As <see cref="Load"/>, for the content of a file.</summary>
    public static InputBatch Parse(byte[] bytes, int[] modelShape)
    {
        var file = TensorFile.Parse(Input, bytes, new TensorNames(Input, [Input], []));
        if (file.Parts.Count != 1) throw new InputFormatException("expected all samples in one array; found a list of objects");
        return InputBatch.Create(file.Parts[0][Input], modelShape, file.MayBeFlat);
    }
}
