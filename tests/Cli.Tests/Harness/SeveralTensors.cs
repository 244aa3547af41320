using System.Globalization;

namespace Zkml.Cli.Tests.Harness;

/// <summary>
/// <see cref="OnnxBytes.IdsAndReals"/> compiled once for all tests, with four samples in files of every kind.
/// </summary>
internal sealed class SeveralTensors
{
    private static readonly Lazy<SeveralTensors> LazyModel = new(() => new SeveralTensors());

    private readonly string folder = Directory.CreateTempSubdirectory("zkml-tests-").FullName;

    private SeveralTensors()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        System.IO.File.WriteAllBytes(Onnx, OnnxBytes.IdsAndReals());
        System.IO.File.WriteAllBytes(Ids, Npy.Longs(IdValues, 4, 3));
        System.IO.File.WriteAllBytes(Reals, Npy.Floats(RealValues, 4, 3));
        System.IO.File.WriteAllText(Json, $"{{\"x\": [{string.Join(", ", RealValues.Chunk(3).Select(List))}], \"ids\": [{string.Join(", ", IdValues.Chunk(3).Select(List))}]}}");
        Compilation = Tool.Done("compile", Onnx, "--out", folder, "--calibration", Json, "--bits", "16", "--chain", "--json");
        Proving = Tool.Done(["prove", folder, .. Inputs, "--index", "1", "--context", "0x2a", "--out", Proof, "--json"]);
    }

    public static SeveralTensors Model => LazyModel.Value;

    /// <summary>Four samples of ids: up to 40,000, so that no float would do.</summary>
    public static long[] IdValues { get; } = [0, 1, 2, 40_000, 7, 0, 3, 3, 3, 39_999, 2, 1];

    /// <summary>Four samples of real numbers.</summary>
    public static float[] RealValues { get; } = [0.5f, -3, 1, -2, 2, -1, 0.25f, -3, -4, 4, -8, 7.5f];

    public CliResult Compilation { get; }

    /// <summary>Of sample 1, plain.</summary>
    public CliResult Proving { get; }

    public string Folder => folder;

    public string Onnx => File("model.onnx");

    public string Ids => File("ids.npy");

    public string Reals => File("x.npy");

    /// <summary>Both inputs, by name.</summary>
    public string Json => File("inputs.json");

    public string Key => File("model.vk");

    public string Proof => File("proof");

    /// <summary>Options that give both inputs.</summary>
    public string[] Inputs => ["--input", $"ids={Ids}", "--input", $"x={Reals}"];

    public string File(string name) => Path.Combine(folder, name);

    private static string List<T>(T[] values) => $"[{string.Join(", ", values.Select(v => string.Format(CultureInfo.InvariantCulture, "{0}", v)))}]";
}
