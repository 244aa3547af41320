using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Transcripts;

namespace Zkml.Benchmarks;

/// <summary>The permutation under the transcript.</summary>
public class PermutationBenchmarks
{
    private readonly Fr[] state = new Fr[Poseidon2<Fr>.Width];

    [GlobalSetup]
    public void Prepare() => RandomElements.Make(new Random(4), state.Length).CopyTo(state, 0);

    [Benchmark]
    public void Poseidon2Permutation() => Poseidon2<Fr>.Permute(state);
}

/// <summary>The transcript, and the hash of statements and files.</summary>
public class HashBenchmarks
{
    private static readonly TranscriptLabel Absorbed = new("bench.absorb"), Challenged = new("bench.challenge");

    private Fr[] values = [];
    private byte[] message = [];

    /// <summary>Field elements absorbed, and blocks of 32 bytes hashed.</summary>
    [Params(4, 64)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        values = RandomElements.Make(new Random(3), Size);
        message = new byte[32 * Size];
    }

    [Benchmark]
    public Fr AbsorbAndChallenge()
    {
        var transcript = new Transcript<Fr>("zkml.bench");
        transcript.Absorb(Absorbed, values);
        return transcript.Challenge(Challenged);
    }

    [Benchmark]
    public byte[] Keccak() => Keccak256.Hash(message);
}
