using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// Additions and doublings of G1 in Jacobian coordinates, assembled; see <see cref="Jacobian{T}"/>. Coordinates come and
/// go reduced. The additions return zero, and no point, if the x coordinates agree: the caller then does without them.
/// </summary>
internal static unsafe class G1Routines
{
    public static readonly bool Available;

    /// <summary>Twice a point; also for infinity.</summary>
    public static readonly delegate*<out Jacobian<Fq>, in Jacobian<Fq>, void> Double;

    /// <summary>Adds an affine point; neither may be infinity.</summary>
    public static readonly delegate*<out Jacobian<Fq>, in Jacobian<Fq>, in Fq, in Fq, nint> AddAffine;

    /// <summary>Adds two points; neither may be infinity.</summary>
    public static readonly delegate*<out Jacobian<Fq>, in Jacobian<Fq>, in Jacobian<Fq>, nint> Add;

    static G1Routines()
    {
        var code = G1Code.Encode(out var addAffine, out var add);
        if (!FieldRoutines<FqModulus>.Available || !ScalarSupport.TryPublish(code, out var start)) return;
        Double = (delegate*<out Jacobian<Fq>, in Jacobian<Fq>, void>)start;
        AddAffine = (delegate*<out Jacobian<Fq>, in Jacobian<Fq>, in Fq, in Fq, nint>)(start + addAffine);
        Add = (delegate*<out Jacobian<Fq>, in Jacobian<Fq>, in Jacobian<Fq>, nint>)(start + add);
        Available = true;
    }
}
