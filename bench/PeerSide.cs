using System.Text.Json;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transforms;
using Zkml.Cli.Benchmarks;

namespace Zkml.Benchmarks;

/// <summary>
/// Our side of bench/peers: `peers DIR` writes the inputs to DIR (field elements as 32 little-endian bytes, points as
/// their coordinates), measures, and writes the times and the results there. Threads: DOTNET_PROCESSOR_COUNT.
/// </summary>
internal sealed class PeerSide(string folder)
{
    private const int ChainLength = 1 << 14;
    private const int Largest = 20;

    private static readonly int[] TransformLogs = [16, 18, 20];
    private static readonly int[] MultiplicationLogs = [14, 16, 18];

    private readonly Dictionary<string, double> milliseconds = [];
    private readonly Srs srs = Srs.Development(MultiplicationLogs[^1]);
    private readonly Fr[] elements = RandomElements.Make(new Random(7), 1 << Largest);

    public static int Run(string[] args)
    {
        var side = new PeerSide(Directory.CreateDirectory(args[0]).FullName);
        side.WriteInputs();
        side.Measure();
        side.WriteTimes();
        return 0;
    }

    private void WriteInputs()
    {
        Write("elements", elements, ToLittleEndian);
        Write("points", srs.G1Powers.ToArray(), p => [.. ToLittleEndian(p.X), .. ToLittleEndian(p.Y)]);
        Write("g2", [G2Affine.Generator, srs.G2Tau], p =>
            [.. ToLittleEndian(p.X.C0), .. ToLittleEndian(p.X.C1), .. ToLittleEndian(p.Y.C0), .. ToLittleEndian(p.Y.C1)]);
    }

    private void Measure()
    {
        Fr product = Fr.One;
        Time("fr product", () => product = Chain(elements[0], elements[1]));
        milliseconds["fr product"] /= ChainLength;
        Write("fr product", [product], ToLittleEndian);
        Time("pairing check, two pairs", () =>
        {
            if (!Pairing.ProductIsOne([(srs.G1Powers.Span[1], new G2Prepared(G2Affine.Generator)), (-srs.G1Powers.Span[0], new G2Prepared(srs.G2Tau))], KernelSet.Default))
            {
                throw new InvalidOperationException("the pairing check failed");
            }
        });
        foreach (var log in TransformLogs)
        {
            var values = elements[..(1 << log)];
            Ntt.Forward(values, Cpu.Default);
            Write($"ntt 2^{log}", values, ToLittleEndian);
            Time($"ntt 2^{log}", () => Ntt.Forward(values, Cpu.Default));
        }
        foreach (var log in MultiplicationLogs)
        {
            var result = G1Projective.Identity;
            Time($"msm 2^{log}", () => result = new Pippenger(Cpu.Default).Msm(srs.G1Powers.Span[..(1 << log)], elements.AsSpan(0, 1 << log)));
            Write($"msm 2^{log}", [result.ToAffine()], p => [.. ToLittleEndian(p.X), .. ToLittleEndian(p.Y)]);
        }
    }

    private static Fr Chain(Fr x, Fr y)
    {
        for (var k = 0; k < ChainLength; k++) x *= y;
        return x;
    }

    private void Time(string name, Action run) => milliseconds[name] = RunTimes.Measure(run).Best;

    private void WriteTimes() => File.WriteAllText(
        Path.Combine(folder, $"ours-{Environment.ProcessorCount}.json"),
        JsonSerializer.Serialize(new { tier = $"{KernelSet.Default.Tier}", threads = Environment.ProcessorCount, milliseconds }));

    private void Write<T>(string name, T[] values, Func<T, byte[]> encode)
    {
        using var file = File.Create(Path.Combine(folder, name + ".bin"));
        foreach (var value in values) file.Write(encode(value));
    }

    private static byte[] ToLittleEndian<TModulus>(Fp<TModulus> value)
        where TModulus : struct, IModulus
    {
        var bytes = new byte[32];
        value.ToBytes(bytes);
        Array.Reverse(bytes);
        return bytes;
    }
}
