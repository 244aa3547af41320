using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transforms;

namespace Zkml.Cli.Benchmarks;

/// <summary>The kernels that proving and verifying consist of, in the tier of this process and on all its cores.</summary>
internal sealed class KernelBench(Action<string> progress)
{
    // Two operands and a result of 2^12 elements fit the second-level cache.
    private const int VectorLength = 1 << 12;
    private const int ChainLength = 1 << 12;

    // 64 MB of multiples.
    private const int LargestTable = 16;

    private readonly Random random = new(1);
    private readonly List<KernelFigure> figures = [];

    /// <summary>Measures all of them, in some tens of seconds.</summary>
    public static List<KernelFigure> Measure(Action<string> progress)
    {
        var bench = new KernelBench(progress);
        bench.Yardstick("first");
        bench.Fields();
        bench.Hashes();
        bench.Pairings();
        bench.Transforms();
        bench.Multiplications();
        bench.Yardstick("last");
        return bench.figures;
    }

    /// <summary>Dependent 64-bit multiplications, which nothing of ours can change: when they do, the machine did.</summary>
    private void Yardstick(string when)
    {
        var x = 3UL;
        Each($"yardstick, {when}", ChainLength, () =>
        {
            for (var k = 0; k < ChainLength; k++) x *= x;
        });
        if (x == 0) throw new InvalidOperationException("powers of an odd number are odd");
    }

    private void Fields()
    {
        Fr[] left = Elements<FrModulus>(VectorLength), right = Elements<FrModulus>(VectorLength), product = new Fr[VectorLength];
        Fq[] leftQ = Elements<FqModulus>(VectorLength), rightQ = Elements<FqModulus>(VectorLength), productQ = new Fq[VectorLength];
        Fr sum = Fr.Zero;
        Each("fr vector product", VectorLength, () => KernelSet.Default.Fr.Multiply(left, right, product));
        Each("fq vector product", VectorLength, () => KernelSet.Default.Fq.Multiply(leftQ, rightQ, productQ));
        Each("fr inner product", VectorLength, () => sum += KernelSet.Default.Fr.InnerProduct(left, right));
        Each("fr product, chained", ChainLength, () => product[0] = Chain(left[0], right[0]));
        Each("fq product, chained", ChainLength, () => productQ[0] = Chain(leftQ[0], rightQ[0]));
    }

    private void Hashes()
    {
        var state = Elements<FrModulus>(4);
        var message = new byte[32 * 64];
        Each("poseidon2 permutation", 64, () =>
        {
            for (var k = 0; k < 64; k++) Poseidon2<Fr>.Permute(state);
        });
        Each("keccak-256, a byte", message.Length, () => Keccak256.Hash(message, message.AsSpan(0, 32)));
    }

    private void Pairings()
    {
        var srs = Srs.Development(1);
        Whole("pairing check, two pairs", () =>
        {
            if (!Pairing.ProductIsOne([(srs.G1Powers.Span[1], srs.PreparedG2Generator), (-srs.G1Powers.Span[0], srs.PreparedG2Tau)], KernelSet.Default))
            {
                throw new InvalidOperationException("the pairing check failed");
            }
        });
    }

    private void Transforms()
    {
        foreach (var log in (int[])[16, 18, 20])
        {
            progress($"ntt 2^{log}");
            var values = Elements<FrModulus>(1 << log);
            Whole($"ntt 2^{log}", () => Ntt.Forward(values, Cpu.Default));
        }
    }

    private void Multiplications()
    {
        progress("powers for the multiplications");
        var largest = KernelSet.Default.Tier == KernelTier.Assembled ? 20 : 18;
        var points = Srs.Development(largest).G1Powers;
        var scalars = Elements<FrModulus>(points.Length);
        foreach (var log in (int[])[12, 14, 16, 18, 20])
        {
            if (log > largest) continue;
            progress($"msm 2^{log}");
            var bases = points[..(1 << log)];
            Whole($"msm full 2^{log}", () => new Pippenger(Cpu.Default).Msm(bases.Span, scalars.AsSpan(0, bases.Length)));
            foreach (var width in (int[])[1, 8, 16]) Narrow(bases, width, log);
            if (log <= LargestTable) Precomputed(bases, scalars, log);
        }
    }

    /// <summary>Scalars 0 and 1 for a width of one bit, else signed integers.</summary>
    private void Narrow(ReadOnlyMemory<G1Affine> bases, int width, int log)
    {
        var (least, beyond) = width == 1 ? (0, 2) : (-(1L << (width - 1)), 1L << (width - 1));
        var integers = new long[bases.Length];
        for (var k = 0; k < integers.Length; k++) integers[k] = random.NextInt64(least, beyond);
        Whole($"msm {width}-bit 2^{log}", () => new Pippenger(Cpu.Default).MsmSmall(bases.Span, integers));
    }

    private void Precomputed(ReadOnlyMemory<G1Affine> bases, Fr[] scalars, int log)
    {
        var table = new PrecomputedBases(bases, Cpu.Default);
        Whole($"msm full 2^{log}, precomputed", () => new Pippenger(Cpu.Default).Msm(table, scalars.AsSpan(0, bases.Length)));
    }

    private void Whole(string name, Action run) => figures.Add(new KernelFigure(name, "ms", RunTimes.Measure(run)));

    /// <summary>Runs of some thousand elements or steps, reported as nanoseconds for one.</summary>
    private void Each(string name, int count, Action run)
    {
        progress(name);
        var repeats = 16;
        var times = RunTimes.Measure(() =>
        {
            for (var k = 0; k < repeats; k++) run();
        });
        var toNanoseconds = 1e6 / (repeats * (double)count);
        figures.Add(new KernelFigure(name, "ns", new RunTimes(times.Best * toNanoseconds, times.Median * toNanoseconds)));
    }

    private static Fp<TModulus> Chain<TModulus>(Fp<TModulus> x, Fp<TModulus> y)
        where TModulus : struct, IModulus
    {
        for (var k = 0; k < ChainLength; k++) x *= y;
        return x;
    }

    private Fp<TModulus>[] Elements<TModulus>(int count)
        where TModulus : struct, IModulus
    {
        var bytes = new byte[64];
        var elements = new Fp<TModulus>[count];
        for (var k = 0; k < count; k++)
        {
            random.NextBytes(bytes);
            elements[k] = Fp<TModulus>.FromUniform64(bytes);
        }
        return elements;
    }
}
