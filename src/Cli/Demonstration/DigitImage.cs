using System.Text;

namespace Zkml.Cli.Demonstration;

/// <summary>Draws a grey image with half blocks: two pixels to a character.</summary>
internal static class DigitImage
{
    private const string Blocks = " ▄▀█";

    /// <summary>The last two dimensions of the shape are height and width.</summary>
    public static IEnumerable<string> Draw(long[] pixels, int[] shape)
    {
        var (height, width) = (shape[^2], shape[^1]);
        var threshold = (pixels.Min() + pixels.Max()) / 2;
        for (var y = 0; y < height; y += 2)
        {
            var text = new StringBuilder("      ");
            for (var x = 0; x < width; x++) text.Append(Blocks[(IsInk(y, x) ? 2 : 0) + (IsInk(y + 1, x) ? 1 : 0)]);
            yield return text.ToString();
        }
        yield return "";

        bool IsInk(int y, int x) => y < height && pixels[(y * width) + x] > threshold;
    }
}
