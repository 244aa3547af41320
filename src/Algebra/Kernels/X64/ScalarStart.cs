using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>Assembles the shortest routines before any code of this assembly runs.</summary>
internal static class ScalarStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification =
        "Products are compiled once, fully optimized; the addresses they call must be known by then, or every product would check for them.")]
    internal static void Prepare()
    {
        FieldRoutines<FrModulus>.Prepare();
        FieldRoutines<FqModulus>.Prepare();
        Fq2Routines.Prepare();
    }
}
