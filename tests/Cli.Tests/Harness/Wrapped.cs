namespace Zkml.Cli.Tests.Harness;

/// <summary>The smallest example compiled for a chain, proven privately and wrapped, once for all tests.</summary>
internal sealed class Wrapped
{
    private static readonly Lazy<Wrapped> LazyCancer = new(() => new Wrapped());

    private readonly string folder = Directory.CreateTempSubdirectory("zkml-tests-").FullName;

    private Wrapped()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Compilation = Tool.Done("compile", Onnx, "--out", folder, "--calibration", Inputs, "--chain", "--json");
        Proving = Tool.Done("prove", folder, "--input", Inputs, "--private", "--out", Secret, "--context", "0x2a", "--json");
        Wrapping = Tool.Done("wrap", Secret, "--model", folder, "--out", Proof, "--json");
    }

    public static Wrapped Cancer => LazyCancer.Value;

    public CliResult Compilation { get; }

    public CliResult Proving { get; }

    public CliResult Wrapping { get; }

    public string Folder => folder;

    public string Onnx => Tool.Example("cancer_mlp", "model.onnx");

    public string Inputs => Tool.Example("cancer_mlp", "inputs.npy");

    public string Secret => File("secret");

    public string Proof => File("wrapped");

    public string Receipt => File("wrapped.receipt.json");

    public string Key => File("wrapper.vk");

    public string File(string name) => Path.Combine(folder, name);
}
