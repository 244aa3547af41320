using System.Reflection;

namespace Zkml.Onnx.Tests.Models;

/// <summary>Paths of the models under examples/.</summary>
internal static class ExampleModels
{
    private static readonly string Root = typeof(ExampleModels).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string File(string model, string file) => Path.Combine(Root, "examples", model, file);
}
