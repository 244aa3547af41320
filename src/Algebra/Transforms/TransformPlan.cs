using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// What <see cref="LaneNtt"/> needs beside the data: the shape and tables of about 2^(logSize/2) entries. Immutable, the same on every
/// tier. For each size and direction the plan without a shift is kept, and the last one with a shift: 0.3 MB each for 2^20 points
/// (0.7 MB with a shift), 4.6 MB for 2^28.
/// </summary>
internal sealed unsafe class TransformPlan
{
    // Column groups of this many points together are worth a thread.
    private const int GrainPoints = 1 << 12;

    private static readonly TransformPlan?[] Kept = new TransformPlan?[4 * (Ntt.MaxLogSize + 1)];

    private readonly Fr shift;

    private TransformPlan(int logSize, bool inverse, Fr shift, Cpu cpu)
    {
        this.shift = shift;
        IsInverse = inverse;
        LogRows = logSize / 2;
        LogColumns = logSize - LogRows;
        Fr root = Ntt.RootOfUnity(logSize);
        Fr inputShift = inverse ? Fr.One : shift;
        Fr outputShift = inverse ? shift.Invert() : Fr.One;
        Fr scale = inverse ? Fr.FromInt64(1L << logSize).Invert() : Fr.One;
        RowOrder = Order(LogRows);
        ColumnOrder = Order(LogColumns);
        Seeds = LaneSeeds.Make(Rows, inverse ? root.Invert() : root, inputShift, outputShift, scale, cpu.Fr);
        RowScales = ScalesInputs ? Powers(inputShift.Pow((ulong)Columns), Rows) : [];
        ColumnScales = ScalesOutputs ? Powers(outputShift.Pow((ulong)Rows), Columns) : [];
    }

    public bool IsInverse { get; }

    public int LogRows { get; }

    public int LogColumns { get; }

    public int Rows => 1 << LogRows;

    public int Columns => 1 << LogColumns;

    /// <summary>Groups of eight columns, or rows, that are worth a thread.</summary>
    public int Grain => Math.Max(1, GrainPoints >> (LogColumns + 3));

    public bool ScalesInputs => !IsInverse && !shift.IsOne;

    public bool ScalesOutputs => IsInverse && !shift.IsOne;

    /// <summary>The places of the unpacked rows in natural order, in bytes.</summary>
    public int[] RowOrder { get; }

    public int[] ColumnOrder { get; }

    /// <summary>The factors (s^C)^r of the inputs.</summary>
    public ulong[] RowScales { get; }

    /// <summary>The factors (s^-R)^l of the outputs.</summary>
    public ulong[] ColumnScales { get; }

    /// <summary>What changes a row of the matrix between the steps: see <see cref="LaneSeeds"/>.</summary>
    public Fr[] Seeds { get; }

    /// <summary>The plan for 2^logSize points of the coset of a shift, which is one for the subgroup itself.</summary>
    public static TransformPlan For(int logSize, bool inverse, Fr shift, Cpu cpu)
    {
        ref TransformPlan? kept = ref Kept[(4 * logSize) + (inverse ? 2 : 0) + (shift.IsOne ? 0 : 1)];
        TransformPlan? plan = Volatile.Read(ref kept);
        if (plan == null || plan.shift != shift) Volatile.Write(ref kept, plan = new(logSize, inverse, shift, cpu));
        return plan;
    }

    private static int[] Order(int bits)
    {
        var order = new int[1 << bits];
        for (uint i = 0; i < order.Length; i++) order[i] = (int)BitReversal.Reverse(i, bits) * LaneAssembler.Unpacked;
        return order;
    }

    private static ulong[] Powers(Fr ratio, int count)
    {
        var words = new ulong[count * LaneFactor.Words];
        Fr power = Fr.One;
        fixed (ulong* pointer = words)
        {
            for (var i = 0; i < count; i++)
            {
                LaneFactor.Write(power, pointer + (LaneFactor.Words * i));
                power *= ratio;
            }
        }

        return words;
    }
}
