using Zkml.Cli.Failures;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;

namespace Zkml.Cli.Files;

/// <summary>Reads the provider's model file.</summary>
internal static class StoredModel
{
    /// <summary>The name of the model in a folder that <c>zkml compile</c> wrote.</summary>
    public const string Name = "model.zkml";

    /// <summary>Loads a model file, or the one in a folder; its proofs run on the backend, null for the default.</summary>
    public static ProvingModel Load(string path, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        path = FileOf(path);
        var bytes = InputPath.Read(path, "model");
        return FailureMessage.Naming(path, () => ModelFile.Decode(bytes, backend, cancellation));
    }

    /// <summary>The model file that a path stands for.</summary>
    public static string FileOf(string path) => Directory.Exists(path) ? Path.Combine(path, Name) : path;
}
