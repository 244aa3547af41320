using Zkml.Cli.Failures;

namespace Zkml.Cli.Files;

/// <summary>Hexadecimal option values.</summary>
internal static class HexText
{
    /// <summary>Exactly this many bytes, with or without a leading 0x.</summary>
    public static byte[] Bytes(string text, int length, string option)
    {
        var digits = Digits(text);
        if (digits.Length != 2 * length || !digits.All(char.IsAsciiHexDigit))
        {
            throw new BadInputException($"{option} takes {2 * length} hexadecimal digits ({length} bytes); '{Shown(text)}' is not that.");
        }
        return Convert.FromHexString(digits);
    }

    /// <summary>A field element of up to 32 bytes, big-endian; 0 when the option is not given.</summary>
    public static Fr Scalar(string? text, string option)
    {
        if (text is null) return Fr.Zero;
        var digits = Digits(text);
        var isHex = digits.Length is > 0 and <= 64 && digits.All(char.IsAsciiHexDigit);
        if (!isHex || !Fr.TryFromBytes(Convert.FromHexString(digits.PadLeft(64, '0')), out var value))
        {
            throw new BadInputException($"{option} takes up to 64 hexadecimal digits of a number below the field's modulus {Fr.Modulus}; '{Shown(text)}' is not that.");
        }
        return value;
    }

    /// <summary>The 64 digits of a field element.</summary>
    public static string Of(Fr value)
    {
        var bytes = new byte[Fr.ByteLength];
        value.ToBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static string Digits(string text) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;

    private static string Shown(string text) => text.Length <= 70 ? text : $"{text[..66]}…";
}
