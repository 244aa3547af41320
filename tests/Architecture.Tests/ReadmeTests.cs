using System.Xml.Linq;

namespace Zkml.Architecture.Tests;

/// <summary>What the README lists is what there is.</summary>
public class ReadmeTests
{
    private static readonly string Readme = Repository.Text("README.md");

    [Fact]
    public void ThePackagesOfTheProgramAreNamed()
    {
        var packages = Repository.Files("src", "*.csproj").SelectMany(f => XDocument.Parse(Repository.Text(f)).Descendants("PackageReference"))
            .Select(r => r.Attribute("Include")!.Value).Distinct();
        var named = Line("**Libraries.**");
        Assert.DoesNotContain(packages, p => !named.Contains(p, StringComparison.Ordinal));
    }

    private static string Line(string start) => Readme.Split('\n').Single(l => l.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}
