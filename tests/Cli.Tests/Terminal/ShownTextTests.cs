using Zkml.Cli.Terminal;

namespace Zkml.Cli.Tests.Terminal;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("input 'x' [1, 2] — größer als 2 · 10⁻³ ✓ 🂡 ░▒", "input 'x' [1, 2] — größer als 2 · 10⁻³ ✓ 🂡 ░▒")]
    [InlineData("a\u001b[2Jb\u0007", "a\\u001b[2Jb\\u0007")]
    [InlineData("y\nmodel hash 00\r\t", "y\\u000amodel hash 00\\u000d\\u0009")]
    [InlineData("\u009b31m\u007f", "\\u009b31m\\u007f")]
    [InlineData("\u202egnp.exe\u2066\u200b\u2028\u2029\u00ad", "\\u202egnp.exe\\u2066\\u200b\\u2028\\u2029\\u00ad")]
    [InlineData("tag \U000e0041", "tag \\udb40\\udc41")]
    public void WhatMovesTheCursorOrHidesIsShown(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Fact]
    public void HalfACharacterIsShown() => Assert.Equal("a\\ud800b", ShownText.Of("a" + (char)0xD800 + "b"));

    [Fact]
    public void EveryWayToSpeakGoesThroughIt()
    {
        const string Foreign = "x\u001b[2J\nACCEPTED";
        var (output, error) = (new StringWriter(), new StringWriter());
        var reporter = new Reporter(output, error);
        reporter.Line(Foreign, Foreign);
        reporter.Facts(Foreign, [(Foreign, Foreign)]);
        reporter.Table(FigureTable.Of(Foreign, Foreign).Row(Foreign));
        reporter.Note(Foreign);
        reporter.Warn(Foreign);
        reporter.Fail(Foreign);
        var text = output + error.ToString();
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain("\nACCEPTED", text);
        Assert.Equal(12, text.Split("x\\u001b[2J\\u000aACCEPTED").Length);
    }
}
