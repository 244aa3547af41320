using System.Security.Cryptography;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Setup;

/// <summary>
/// Our reference-string file: a 24-byte header (see <see cref="SrsFileHeader"/>), [τ]₂ in its 128-byte encoding, H in
/// its 64-byte encoding, [τ^i]₁ as little-endian Montgomery limbs, 64 bytes each, and the SHA-256 of all of that.
/// Loading trusts the file to hold powers of one τ, which <see cref="PtauReader"/> checked before it was written.
/// </summary>
public static class SrsFile
{
    private const int PrefixLength = SrsFileHeader.Length + G2Affine.ByteLength + G1Affine.ByteLength;
    private const int ChecksumLength = 32;
    private const int ChunkPoints = 4096;

    /// <summary>Whether a file begins like one of this format.</summary>
    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith(SrsFileHeader.Magic);

    /// <summary>Writes a temporary file beside the path and renames it, so that no reader sees half a file.</summary>
    public static void Save(Srs srs, string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                Write(srs, file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Loads a file; with <paramref name="checkCurve"/> also checks every power against the curve equation.</summary>
    /// <exception cref="InvalidDataException">Truncated, corrupt, or of another format; the message says which.</exception>
    public static Srs Load(string path, bool checkCurve = false)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return Read(file, checkCurve);
    }

    /// <summary>Writes the format to a stream.</summary>
    public static void Write(Srs srs, Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var prefix = new byte[PrefixLength];
        new SrsFileHeader(srs.LogSize, srs.IsDevelopment).Write(prefix);
        srs.G2Tau.ToBytes(prefix.AsSpan(SrsFileHeader.Length));
        srs.BlindingBase.ToBytes(prefix.AsSpan(SrsFileHeader.Length + G2Affine.ByteLength));
        hash.AppendData(prefix);
        stream.Write(prefix);
        var bytes = new byte[ChunkPoints * RawPoints.G1Length];
        for (ReadOnlySpan<G1Affine> rest = srs.G1Powers.Span, chunk; !rest.IsEmpty; rest = rest[chunk.Length..])
        {
            chunk = rest[..Math.Min(ChunkPoints, rest.Length)];
            for (var i = 0; i < chunk.Length; i++) RawPoints.WriteG1(chunk[i], bytes.AsSpan(i * RawPoints.G1Length));
            Span<byte> used = bytes.AsSpan(0, chunk.Length * RawPoints.G1Length);
            hash.AppendData(used);
            stream.Write(used);
        }

        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>Reads the format from a seekable stream that holds nothing else.</summary>
    /// <exception cref="InvalidDataException">Truncated, corrupt, or of another format; the message says which.</exception>
    public static Srs Read(Stream stream, bool checkCurve = false)
    {
        if (stream.Length < PrefixLength + ChecksumLength)
        {
            throw new InvalidDataException("The SRS file is truncated or no SRS file; import or create it again.");
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var prefix = new byte[PrefixLength];
        stream.ReadExactly(prefix);
        hash.AppendData(prefix);
        SrsFileHeader header = SrsFileHeader.Read(prefix);
        var expected = PrefixLength + ((long)RawPoints.G1Length << header.LogSize) + ChecksumLength;
        if (stream.Length != expected)
        {
            throw new InvalidDataException(
                $"The SRS file has {stream.Length} bytes where 2^{header.LogSize} powers take {expected}: "
                + "it is truncated or damaged; import or create it again.");
        }

        Memory<G1Affine> powers = ReadPowers(stream, hash, 1 << header.LogSize, checkCurve);
        var checksum = new byte[ChecksumLength];
        stream.ReadExactly(checksum);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(checksum))
        {
            throw new InvalidDataException("The checksum of the SRS file is wrong: it is damaged; import or create it again.");
        }
        return new(powers, ReadFixedPoints(prefix, powers.Span), header.IsDevelopment);
    }

    private static Memory<G1Affine> ReadPowers(Stream stream, IncrementalHash hash, int count, bool checkCurve)
    {
        Memory<G1Affine> memory = new AlignedMemory<G1Affine>(count).Memory;
        Span<G1Affine> powers = memory.Span;
        var bytes = new byte[Math.Min(count, ChunkPoints) * RawPoints.G1Length];
        for (var i = 0; i < count; i++)
        {
            var at = i % ChunkPoints * RawPoints.G1Length;
            if (at == 0)
            {
                stream.ReadExactly(bytes);
                hash.AppendData(bytes);
            }

            if (!RawPoints.TryReadG1(bytes.AsSpan(at), out powers[i]) || (checkCurve && !powers[i].IsOnCurve))
            {
                throw new InvalidDataException($"Power {i} of the SRS file is not a point; import or create it again.");
            }
        }

        return memory;
    }

    private static G2Affine ReadFixedPoints(ReadOnlySpan<byte> prefix, ReadOnlySpan<G1Affine> powers)
    {
        ReadOnlySpan<byte> points = prefix[SrsFileHeader.Length..];
        if (powers[0] != G1Affine.Generator
            || !G2Affine.TryFromBytes(points[..G2Affine.ByteLength], out G2Affine tau) || tau.IsIdentity)
        {
            throw new InvalidDataException("The SRS file holds no valid powers of tau; import or create it again.");
        }

        if (!G1Affine.TryFromBytes(points[G2Affine.ByteLength..], out G1Affine blinding)
            || blinding != Srs.StandardBlindingBase)
        {
            throw new InvalidDataException("The blinding base of the SRS file is not the standard one; do not use it.");
        }

        return tau;
    }
}
