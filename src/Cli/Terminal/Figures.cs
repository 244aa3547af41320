using System.Globalization;
using System.Text.Json.Nodes;

namespace Zkml.Cli.Terminal;

/// <summary>Numbers as people read them, and as JSON takes them.</summary>
internal static class Figures
{
    /// <summary>1234567 → 1,234,567.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds with the precision that matters at their size.</summary>
    public static string Milliseconds(double value) => value switch
    {
        >= 10_000 => $"{value / 1000:F1} s",
        >= 1000 => $"{value / 1000:F2} s",
        >= 10 => $"{value:F0} ms",
        _ => $"{value:F1} ms",
    };

    /// <summary>Bytes in the largest fitting binary unit.</summary>
    public static string Bytes(long value) => value switch
    {
        >= 1L << 30 => $"{value / (double)(1L << 30):F2} GiB",
        >= 1L << 20 => $"{value / (double)(1L << 20):F1} MiB",
        >= 1L << 10 => $"{value / (double)(1L << 10):F1} KiB",
        _ => $"{value} B",
    };

    /// <summary>A share of 1 in per cent.</summary>
    public static string Percent(double share) => $"{100 * share:F2} %";

    /// <summary>A real number in short.</summary>
    public static string Real(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>A JSON number rounded to microseconds; null for what JSON cannot say.</summary>
    public static JsonNode? Json(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 6)) : null;

    /// <summary>A JSON list of integers.</summary>
    public static JsonArray Json(IEnumerable<long> values) => new([.. values.Select(v => JsonValue.Create(v))]);

    /// <summary>A JSON list of texts.</summary>
    public static JsonArray Json(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);

    /// <summary>A JSON list of real numbers, as exact as they are.</summary>
    public static JsonArray Json(IEnumerable<double> values) =>
        new([.. values.Select(v => double.IsFinite(v) ? JsonValue.Create(v) : null)]);
}
