using Zkml.Cli.Failures;

namespace Zkml.Cli.Files;

/// <summary>A network with the files that lie beside it; those that are missing are null.</summary>
internal sealed record ExampleModel(string Name, string Onnx, string? Inputs, string? Labels)
{
    /// <summary>Set by the launcher to the repository's folder.</summary>
    public const string RootVariable = "ZKML_ROOT";

    /// <summary>The inputs as an option takes them.</summary>
    public IReadOnlyList<string> Calibration => Inputs is null ? [] : [Inputs];

    /// <summary>An example by name, or any network by the path of its ONNX file.</summary>
    public static ExampleModel Find(string nameOrPath)
    {
        if (File.Exists(nameOrPath)) return At(nameOrPath, Path.GetFileNameWithoutExtension(nameOrPath));
        if (nameOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) InputPath.Require(nameOrPath, "model");
        var examples = Path.Combine(Root(), "examples");
        var onnx = Path.Combine(examples, nameOrPath, "model.onnx");
        if (nameOrPath.Length > 0 && File.Exists(onnx)) return At(onnx, nameOrPath);
        var names = Directory.GetFiles(examples, "model.onnx", SearchOption.AllDirectories)
            .Select(p => Path.GetFileName(Path.GetDirectoryName(p))).Order(StringComparer.Ordinal);
        throw new BadInputException($"'{nameOrPath}' is neither an ONNX file nor an example; the examples are {string.Join(", ", names)}.");
    }

    /// <summary>The repository's folder, which has the examples.</summary>
    public static string Root()
    {
        string?[] starts = [Environment.GetEnvironmentVariable(RootVariable), AppContext.BaseDirectory, Environment.CurrentDirectory];
        foreach (var start in starts)
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (Directory.Exists(Path.Combine(folder, "examples", "mnist_lenet"))) return folder;
            }
        }
        throw new BadInputException($"The examples folder was not found: run ./zkml of the repository, or set {RootVariable} to its folder.");
    }

    private static ExampleModel At(string onnx, string name)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(onnx))!;
        return new ExampleModel(name, onnx, IfThere("inputs.npy") ?? IfThere("inputs.npz"), IfThere("labels.npy"));

        string? IfThere(string file) => File.Exists(Path.Combine(folder, file)) ? Path.Combine(folder, file) : null;
    }
}
