using Zkml.Cli.Terminal;

namespace Zkml.Cli.Tests.Terminal;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.25, "0.2 ms")]
    [InlineData(12.4, "12 ms")]
    [InlineData(1234, "1.23 s")]
    [InlineData(65432, "65.4 s")]
    public void TimesHaveThePrecisionOfTheirSize(double milliseconds, string text) => Assert.Equal(text, Figures.Milliseconds(milliseconds));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(20_378, "19.9 KiB")]
    [InlineData(3L << 30, "3.00 GiB")]
    public void SizesHaveUnits(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Fact]
    public void JsonNeverHoldsNaN() => Assert.Null(Figures.Json(double.NaN));
}
