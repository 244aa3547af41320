namespace Zkml.Cli.Tests.Harness;

/// <summary>A model compiled once for all tests, with a proof of its first sample.</summary>
internal sealed class Compiled
{
    /// <summary>The blinding seed of the shared compilations.</summary>
    public const string Seed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static readonly Lazy<Compiled> LazyCancer = new(() => new Compiled("cancer_mlp"));
    private static readonly Lazy<Compiled> LazyLenet = new(() => new Compiled("mnist_lenet"));

    private readonly string folder = Directory.CreateTempSubdirectory("zkml-tests-").FullName;

    private Compiled(string example)
    {
        Name = example;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Compilation = Tool.Done(
            "compile", Onnx, "--out", folder, "--calibration", Inputs, "--seed", Seed, "--json");
        Proving = Tool.Done("prove", Model, "--input", Inputs, "--out", Proof, "--trace", Trace, "--json");
    }

    /// <summary>The smallest example: tanh and sigmoid, one output.</summary>
    public static Compiled Cancer => LazyCancer.Value;

    /// <summary>Convolutions and pooling, ten outputs.</summary>
    public static Compiled Lenet => LazyLenet.Value;

    public string Name { get; }

    public CliResult Compilation { get; }

    public CliResult Proving { get; }

    public string Onnx => Tool.Example(Name, "model.onnx");

    public string Inputs => Tool.Example(Name, "inputs.npy");

    public string Model => File("model.zkml");

    public string Key => File("model.vk");

    public string Quantization => File("quantization.json");

    public string Proof => File("proof");

    public string Trace => File("trace.json");

    public string File(string name) => Path.Combine(folder, name);
}
