namespace Zkml.Tests;

/// <summary>
/// Which tests run (docs/decisions/0019): those without a trait in every tier, <c>[Trait(TestTier.Name, TestTier.All)]</c> from CI on,
/// <c>Soak</c> by hand; <c>Fuzz</c> marks what runs everywhere, with a count that the tier decides.
/// </summary>
internal static class TestTier
{
    public const string Name = "Tier";

    public const string All = "All";

    public const string Soak = "Soak";

    public const string Fuzz = "Fuzz";

    /// <summary>How many times more a soak tries.</summary>
    private const int SoakFactor = 50;

    /// <summary>What tests/run.sh runs: <c>test</c>, <c>all</c> or <c>soak</c>; a test that is started by hand counts as the first.</summary>
    private static readonly string Current = Environment.GetEnvironmentVariable("ZKML_TIER") ?? "test";

    /// <summary>How often to try something random: as often as given, or <see cref="SoakFactor"/> times as often in a soak.</summary>
    public static int Rounds(int count) => Rounds(count, count);

    /// <summary>The same with a larger number for CI.</summary>
    public static int Rounds(int test, int all) => Current switch
    {
        "soak" => checked(all * SoakFactor),
        "all" => all,
        _ => test,
    };
}
