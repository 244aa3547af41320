using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Tests.Kernels.X64;

/// <summary>Assembled additions and doublings of G1 against the generic formulas; coordinates may differ, points not.</summary>
public sealed class G1RoutineTests
{
    private readonly Sample sample = new(51);

    [Fact]
    public void TheyAreThereWhereverTheFieldIs() =>
        Assert.Equal(FieldRoutines<FqModulus>.Available, G1Routines.Available);

    [Fact]
    public void AgreeOnRandomPoints()
    {
        G1Affine[] points = sample.G1Array(60);
        Jacobian<Fq>[] scaled = [.. points.Select(Scaled)];
        for (var i = 0; i < points.Length; i++)
        {
            Same(scaled[i].DoublePortable(), scaled[i].Double());
            for (var j = 0; j < points.Length; j++)
            {
                // The diagonal doubles: equal points in different coordinates.
                Same(scaled[i].AddAffinePortable(points[j].X, points[j].Y), scaled[i].AddAffine(points[j].X, points[j].Y));
                Same(scaled[i].AddPortable(scaled[j]), scaled[i].Add(scaled[j]));
            }
        }
    }

    [Fact]
    public void AgreeOnCornerCoordinates()
    {
        // The formulas are polynomials in the coordinates, on the curve or not.
        // madd-2007-bl and add-2007-bl have twice the Z of the assembled formulas.
        Fq scale = Fq.FromInt64(G1Routines.Available ? 2 : 1);
        Fq[] words = new KernelCases<FqModulus>(52).Elements(6 * 3000);
        for (var i = 0; i + 6 <= words.Length; i += 6)
        {
            var a = new Jacobian<Fq>(words[i], words[i + 1], words[i + 2]);
            var b = new Jacobian<Fq>(words[i + 3], words[i + 4], words[i + 5]);
            SameCoordinates(a.DoublePortable(), a.Double(), Fq.One);
            if (a.IsIdentity || b.IsIdentity || (words[i] * b.Z.Square()) == (b.X * a.Z.Square())) continue;
            SameCoordinates(a.AddPortable(b), a.Add(b), scale);
            if (b.X * a.Z.Square() != a.X) SameCoordinates(a.AddAffinePortable(b.X, b.Y), a.AddAffine(b.X, b.Y), scale);
        }
    }

    [Fact]
    public void InfinityAndOppositesAreHandled()
    {
        G1Affine point = sample.G1();
        Jacobian<Fq> scaled = Scaled(point);
        Assert.True(default(Jacobian<Fq>).Double().IsIdentity);
        Assert.True(scaled.Add(scaled.Negate()).IsIdentity);
        Assert.True(scaled.AddAffine(point.X, -point.Y).IsIdentity);
        Same(scaled.DoublePortable(), scaled.Add(Scaled(point)));
        Same(scaled.DoublePortable(), scaled.AddAffine(point.X, point.Y));
        Same(scaled, scaled.Add(default));
        Same(scaled, default(Jacobian<Fq>).Add(scaled));
        Same(scaled, default(Jacobian<Fq>).AddAffine(point.X, point.Y));
    }

    [Fact]
    public unsafe void ResultsMayTakeThePlaceOfOperands()
    {
        G1Affine point = sample.G1();
        Jacobian<Fq> a = Scaled(sample.G1()), sum = a, twice = a, both = a;
        sum = sum.AddAffine(point.X, point.Y);
        twice = twice.Double();
        both = both.Add(twice);
        Same(a.AddAffinePortable(point.X, point.Y), sum);
        Same(a.DoublePortable(), twice);
        Same(a.AddPortable(a.DoublePortable()), both);
        if (!G1Routines.Available) return;
        Jacobian<Fq> place = a, other = Scaled(point);
        G1Routines.Double(out place, in place);
        Same(a.DoublePortable(), place);
        Assert.NotEqual(0, G1Routines.Add(out place, in place, in other));
        Same(a.DoublePortable().AddPortable(Scaled(point)), place);
        Assert.NotEqual(0, G1Routines.Add(out other, in place, in other));
        Same(place.AddPortable(Scaled(point)), other);
    }

    private Jacobian<Fq> Scaled(G1Affine point)
    {
        Fq z = sample.Element<FqModulus>(), square = z.Square();
        return new(point.X * square, point.Y * square * z, z);
    }

    private static void Same(Jacobian<Fq> expected, Jacobian<Fq> actual) => Assert.True(expected.EqualsPoint(actual));

    private static void SameCoordinates(Jacobian<Fq> expected, Jacobian<Fq> actual, Fq scale)
    {
        Fq square = scale.Square();
        Assert.Equal(
            (expected.X, expected.Y, expected.Z), (actual.X * square, actual.Y * square * scale, actual.Z * scale));
    }
}
