using Zkml.Algebra.Hashing;
using Zkml.Algebra.Setup;
using Zkml.Verifier;
using Zkml.Wrapper.Codec;

namespace Zkml.Wrapper.Tests;

/// <summary>The three files of the wrapper: one encoding for each content, and an answer to every hostile file.</summary>
public class CodecTests
{
    private const int ChecksumLength = 8, Header = 9;

    private static readonly Lazy<Files> Made = new(() => new Files());

    /// <summary>A decoder with a file of its kind; gives the content encoded again, or null with the reason.</summary>
    private delegate byte[]? Reader(byte[] bytes, out Rejection? rejection);

    private static readonly string[] Names = ["hiding", "key", "wrapped"];

    public static TheoryData<string> Kinds => [.. Names];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FilesComeBackAsTheyWere(string kind)
    {
        var (bytes, read) = Made.Value.Of(kind);
        Assert.Equal(bytes, read(bytes, out var rejection));
        Assert.Null(rejection);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TruncatedAndExtendedFilesAreRefused(string kind)
    {
        var (bytes, read) = Made.Value.Of(kind);
        for (var length = 0; length < bytes.Length; length += length < 200 ? 1 : 61)
        {
            Refused(read, bytes[..length]);
            if (length >= Header + ChecksumLength) Refused(read, Repaired(bytes[..length]));
        }
        Refused(read, [.. bytes, 0]);
        Refused(read, Repaired([.. bytes, 0]));
        Refused(read, Repaired([.. bytes, .. new byte[32]]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ChangedFilesAreRefusedOrAnotherContent(string kind)
    {
        var (bytes, read) = Made.Value.Of(kind);
        for (var position = 0; position < bytes.Length - ChecksumLength; position += position < 120 ? 1 : 47)
        {
            var changed = (byte[])bytes.Clone();
            changed[position] ^= (byte)(1 << (position % 8));
            Refused(read, changed);
            // With the checksum made right, what is read must be what the bytes say, and nothing may throw.
            Repaired(changed);
            if (read(changed, out var rejection) is { } again) Assert.Equal(changed, again);
            else Assert.NotNull(rejection);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ScalarsAndPointsOutOfRangeAreRefused(string kind)
    {
        var (bytes, read) = Made.Value.Of(kind);
        for (var position = bytes.Length - ChecksumLength - 32; position > bytes.Length - 200; position -= 32)
        {
            var changed = (byte[])bytes.Clone();
            changed.AsSpan(position, 32).Fill(0xff);
            Refused(read, Repaired(changed));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void ArbitraryBytesAreRefused(string kind)
    {
        var (bytes, read) = Made.Value.Of(kind);
        var random = new Random(7);
        for (var k = 0; k < TestTier.Rounds(300); k++)
        {
            var noise = new byte[random.Next(4000)];
            random.NextBytes(noise);
            Refused(read, noise);
            // Behind a good header and with a good checksum.
            if (noise.Length < Header + ChecksumLength) continue;
            bytes.AsSpan(0, Header).CopyTo(noise);
            Refused(read, Repaired(noise));
        }
    }

    [Fact]
    public void FilesOfOneKindAreNoneOfAnother()
    {
        foreach (var kind in Names)
        {
            foreach (var other in Names.Where(o => o != kind)) Refused(Made.Value.Of(kind).Read, Made.Value.Of(other).Bytes);
        }
    }

    [Fact]
    public void ProofsOfAnotherModelAreRefused()
    {
        var other = ExampleModels.Get("cancer_mlp", 10).Model.Key.Prepare(out _)!;
        Assert.Null(HidingProofCodec.TryDecode(Made.Value.Of("hiding").Bytes, other, out var rejection));
        Assert.Contains("another model", rejection!.What);
    }

    private static void Refused(Reader read, byte[] bytes)
    {
        Assert.Null(read(bytes, out var rejection));
        Assert.NotNull(rejection);
    }

    private static byte[] Repaired(byte[] bytes)
    {
        Keccak256.Hash(bytes.AsSpan(0, bytes.Length - ChecksumLength)).AsSpan(0, ChecksumLength).CopyTo(bytes.AsSpan(bytes.Length - ChecksumLength));
        return bytes;
    }

    /// <summary>One file of each kind, of the smallest model.</summary>
    private sealed class Files
    {
        private readonly Dictionary<string, (byte[], Reader)> all = [];

        public Files()
        {
            var model = ExampleModels.Get("cancer_mlp", 11);
            var prepared = model.Model.Key.Prepare(out _)!;
            var hiding = model.Prove();
            var prover = WrapperProver.Create(hiding.Key, Srs.Development(17));
            var key = prover.Key;
            all["hiding"] = (HidingProofCodec.Encode(new HidingProofFile(hiding, Visibility.Default)), Hiding);
            all["key"] = (WrapperKeyCodec.Encode(new WrapperKeyFile(model.Model.Key, 1, Visibility.Default, key.Plonk)), Key);
            all["wrapped"] = (WrappedProofCodec.Encode(key, prover.Wrap(hiding)), Wrapped);

            byte[]? Hiding(byte[] bytes, out Rejection? rejection) =>
                HidingProofCodec.TryDecode(bytes, prepared, out rejection) is { } file ? HidingProofCodec.Encode(file) : null;

            byte[]? Key(byte[] bytes, out Rejection? rejection) =>
                WrapperKeyCodec.TryDecode(bytes, out rejection) is { } file ? WrapperKeyCodec.Encode(file) : null;

            byte[]? Wrapped(byte[] bytes, out Rejection? rejection) =>
                WrappedProofCodec.TryDecode(bytes, key, out rejection) is { } proof ? WrappedProofCodec.Encode(key, proof) : null;
        }

        public (byte[] Bytes, Reader Read) Of(string kind) => all[kind];
    }
}
