using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Curves;

/// <summary>
/// Points of G1 of unknown discrete logarithm, by try-and-increment: for counter = 0, 1, … the bytes
/// SHA-256(00‖counter‖domain) ‖ SHA-256(01‖counter‖domain), counter as four big-endian bytes and domain in UTF-8, are
/// reduced modulo q to x. The first x with a square x³ + 3 gives the point, with the even one of the two roots y.
/// </summary>
/// <remarks>For public domain strings: the running time depends on the input.</remarks>
internal static class HashToCurve
{
    /// <summary>The point of a domain string; the same string always gives the same point, never infinity.</summary>
    public static G1Affine ToG1(string domain)
    {
        var name = Encoding.UTF8.GetBytes(domain);
        var message = new byte[5 + name.Length];
        name.CopyTo(message, 5);
        Span<byte> uniform = stackalloc byte[64];
        for (uint counter = 0; ; counter++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(1), counter);
            message[0] = 0;
            SHA256.HashData(message, uniform[..32]);
            message[0] = 1;
            SHA256.HashData(message, uniform[32..]);
            Fq x = Fq.FromUniform64(uniform);
            if (!((x.Square() * x) + G1Affine.CurveB).TrySqrt(out Fq y)) continue;
            y.ToCanonical(out var low, out _, out _, out _);
            return new(x, (low & 1) == 0 ? y : -y);
        }
    }
}
