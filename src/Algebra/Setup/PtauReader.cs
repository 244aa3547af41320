using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Setup;

/// <summary>
/// Imports powers of tau of a ceremony from snarkjs .ptau files (section 2: [τ^i]₁, section 3: [τ^i]₂, coordinates as
/// little-endian Montgomery limbs). A file of power N serves strings of up to 2^N powers.
/// </summary>
public static class PtauReader
{
    private const uint TauG1Section = 2;
    private const uint TauG2Section = 3;
    private const int ChunkPoints = 1024;

    /// <summary>Reads and fully checks the first 2^k powers of a file, all 2^N without a k.</summary>
    /// <exception cref="InvalidDataException">Not a sound .ptau file over BN254, or k above N or below 1.</exception>
    public static Srs Read(string path, int? logSize = null, Cpu? cpu = null)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return Read(file, logSize, cpu);
    }

    /// <summary>As <see cref="Read(string, int?, Cpu?)"/> from a seekable stream.</summary>
    /// <exception cref="InvalidDataException">Not a sound .ptau file over BN254, or k above N or below 1.</exception>
    public static Srs Read(Stream stream, int? logSize = null, Cpu? cpu = null)
    {
        var sections = new PtauSections(stream);
        var power = sections.ReadPower();
        var chosen = logSize ?? power;
        if (chosen < 1 || chosen > power)
        {
            throw new InvalidDataException(
                $"2^{chosen} powers were asked of a .ptau file of power {power}; take a file of a larger power.");
        }

        Memory<G1Affine> powers = ReadPowers(sections, power, 1 << chosen);
        G2Affine tau = ReadTau(sections);
        if (!SrsConsistency.ArePowers(powers.Span, tau, cpu ?? Cpu.Default))
        {
            throw new InvalidDataException("The points of the .ptau file are not powers of one tau; do not use this file.");
        }
        return new(powers, tau, isDevelopment: false);
    }

    private static Memory<G1Affine> ReadPowers(PtauSections sections, int power, int count)
    {
        var expected = ((2L << power) - 1) * RawPoints.G1Length;
        if (sections.Length(TauG1Section) != expected)
        {
            throw new InvalidDataException(
                $"Section 2 of the .ptau file has {sections.Length(TauG1Section)} bytes, not {expected}; it is corrupt.");
        }

        Memory<G1Affine> memory = new AlignedMemory<G1Affine>(count).Memory;
        Span<G1Affine> powers = memory.Span;
        var bytes = new byte[ChunkPoints * RawPoints.G1Length];
        for (var start = 0; start < count; start += ChunkPoints)
        {
            var length = Math.Min(ChunkPoints, count - start);
            Span<byte> chunk = bytes.AsSpan(0, length * RawPoints.G1Length);
            sections.ReadSection(TauG1Section, (long)start * RawPoints.G1Length, chunk);
            for (var i = 0; i < length; i++) powers[start + i] = ReadPower(chunk[(i * RawPoints.G1Length)..], start + i);
        }

        return memory;
    }

    private static G1Affine ReadPower(ReadOnlySpan<byte> bytes, int index)
    {
        if (!RawPoints.TryReadG1(bytes, out G1Affine point) || point.IsIdentity || !point.IsOnCurve)
        {
            throw new InvalidDataException($"Power {index} in G1 of the .ptau file is not a point of the curve.");
        }
        return point;
    }

    private static G2Affine ReadTau(PtauSections sections)
    {
        var bytes = new byte[2 * RawPoints.G2Length];
        sections.ReadSection(TauG2Section, 0, bytes);
        if (!RawPoints.TryReadG2(bytes, out G2Affine one) || one != G2Affine.Generator)
        {
            throw new InvalidDataException("Section 3 of the .ptau file does not start with the generator of G2.");
        }
        if (!RawPoints.TryReadG2(bytes.AsSpan(RawPoints.G2Length), out G2Affine tau)
            || tau.IsIdentity || !tau.IsOnCurve || !tau.IsInSubgroup)
        {
            throw new InvalidDataException("The power of tau in G2 of the .ptau file is not a point of the group.");
        }

        return tau;
    }
}
