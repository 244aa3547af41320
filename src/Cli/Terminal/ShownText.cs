using System.Globalization;
using System.Text;

namespace Zkml.Cli.Terminal;

/// <summary>
/// The one place that makes text safe to print. Names of tensors, operators and files come from strangers: an escape sequence
/// or a line break in one could paint a verdict that nobody gave.
/// </summary>
internal static class ShownText
{
    /// <summary>
    /// One line as it may be printed: whatever moves the cursor, starts a line, changes the direction of writing or cannot be
    /// seen becomes visible, as <c>\u001b</c>.
    /// </summary>
    public static string Of(string line)
    {
        if (line.All(c => c is >= ' ' and <= '~')) return line;
        var text = new StringBuilder(line.Length);
        var rest = line.AsSpan();
        while (rest.Length > 0)
        {
            var isCharacter = Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isCharacter && IsVisible(rune)) text.Append(rest[..length]);
            else foreach (var unit in rest[..length]) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            rest = rest[length..];
        }
        return text.ToString();
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
