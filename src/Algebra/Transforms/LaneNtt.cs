using System.Buffers;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The transform on assembled kernels: four steps on a matrix of R rows and C columns, j = r·C + c and i = k + R·l. First
/// the columns, eight at a time, into a buffer of 8×8 tiles; then its rows, eight k at a time, with the factors ω^(ck)
/// multiplied in on the way in. Lanes are always independent transforms, so a butterfly has one factor for all.
/// </summary>
/// <remarks>
/// Coset shifts: those of inputs are (s^C)^r on the way into the first step and s^c in the factors of the second; those of
/// outputs, s^-k/n, in the first factor of the second step and (s^-R)^l on its way out.
/// </remarks>
internal static unsafe class LaneNtt
{
    /// <summary>The smallest transform: 8×8 points.</summary>
    public const int MinLogSize = 6;

    // The lanes of a vector hold these elements of eight: see LaneAssembler.
    private static ReadOnlySpan<byte> LaneOrder => [0, 2, 1, 3, 4, 6, 5, 7];

    /// <summary>Σ_j (s^j·in[j])·ω^(ij) into out[i], for s = shift.</summary>
    public static void Forward(Span<Fr> values, int logSize, Fr shift) => Run(values, new Plan(logSize, false, shift));

    /// <summary>s^-i/n·Σ_j in[j]·ω^(−ij) into out[i], for s = shift.</summary>
    public static void Inverse(Span<Fr> values, int logSize, Fr shift) => Run(values, new Plan(logSize, true, shift.Invert()));

    private static void Run(Span<Fr> values, Plan plan)
    {
        Fr[] rented = ArrayPool<Fr>.Shared.Rent(values.Length);
        fixed (Fr* pinned = values, buffer = rented)
        {
            Fr* data = pinned, tiles = buffer;
            ParallelRange.For(plan.Columns / 8, plan.Grain, (start, end) => TransformColumns(plan, data, tiles, start, end));
            ParallelRange.For(plan.Rows / 8, plan.Grain, (start, end) => TransformRows(plan, data, tiles, start, end));
        }

        ArrayPool<Fr>.Shared.Return(rented);
    }

    private static void TransformColumns(Plan plan, Fr* data, Fr* tiles, int start, int end)
    {
        using var transform = new ColumnTransform(plan.LogRows, plan.IsInverse);
        fixed (ulong* scales = plan.RowScales)
        fixed (int* order = plan.RowOrder)
        {
            for (int group = start; group < end; group++)
            {
                LoadColumns(plan, data + (8 * group), scales, transform);
                transform.Run();
                StoreTiles(plan, tiles + (64 * group), order, transform);
            }
        }
    }

    private static void LoadColumns(Plan plan, Fr* source, ulong* scales, in ColumnTransform transform)
    {
        var arguments = new KernelArguments
        {
            Output = transform.Rows,
            A = source,
            B = scales,
            D = (void*)((nint)plan.Columns * sizeof(Fr)),
            Groups = plan.Rows,
        };
        KernelLibrary.Run<FrModulus>(
            plan.ScalesInputs ? FieldKernel.TransformLoadScaled : FieldKernel.TransformLoad, ref arguments);
    }

    /// <summary>A tile holds rows k to k + 7 of eight columns; the tiles of the same rows are neighbours.</summary>
    private static void StoreTiles(Plan plan, Fr* tiles, int* order, in ColumnTransform transform)
    {
        for (int row = 0; row < plan.Rows; row += 8)
        {
            var arguments = new KernelArguments
            {
                Output = tiles + ((nint)row * plan.Columns),
                A = transform.Rows,
                B = order + row,
                D = (void*)TransformTransfers.TileRow,
                Groups = 8,
            };
            KernelLibrary.Run<FrModulus>(FieldKernel.TransformStore, ref arguments);
        }
    }

    private static void TransformRows(Plan plan, Fr* data, Fr* tiles, int start, int end)
    {
        using var transform = new ColumnTransform(plan.LogColumns, plan.IsInverse);
        fixed (ulong* scales = plan.ColumnScales)
        fixed (int* order = plan.ColumnOrder)
        {
            for (int group = start; group < end; group++)
            {
                LoadTiles(plan, tiles + ((nint)8 * group * plan.Columns), 8 * group, transform);
                transform.Run();
                StoreRows(plan, data + (8 * group), scales, order, transform);
            }
        }
    }

    private static void LoadTiles(Plan plan, Fr* tiles, int row, in ColumnTransform transform)
    {
        ulong* next = (ulong*)transform.Work + 8;
        *(long*)transform.Work = 8;
        Fr ratio = plan.Ratio(row), first = plan.First(row);
        Span<int> lanes = stackalloc int[8];
        for (int lane = 0; lane < 8; lane++)
            lanes[LaneOrder[lane]] = lane;
        for (int i = 0; i < 8; i++)
        {
            LaneFactor.Write(ratio, transform.LaneFactors + lanes[i], 8);
            LaneFactor.WriteNumber(first, next + lanes[i]);
            ratio *= plan.Root;
            first *= plan.OutputShift;
        }

        var arguments = new KernelArguments
        {
            Output = transform.Rows,
            A = tiles,
            B = transform.LaneFactors,
            Scratch = transform.Work,
            Groups = plan.Columns,
        };
        KernelLibrary.Run<FrModulus>(FieldKernel.TransformLoadGeometric, ref arguments);
    }

    private static void StoreRows(Plan plan, Fr* destination, ulong* scales, int* order, in ColumnTransform transform)
    {
        var arguments = new KernelArguments
        {
            Output = destination,
            A = transform.Rows,
            B = order,
            C = scales,
            D = (void*)((nint)plan.Rows * sizeof(Fr)),
            Groups = plan.Columns,
        };
        KernelLibrary.Run<FrModulus>(
            plan.ScalesOutputs ? FieldKernel.TransformStoreScaled : FieldKernel.TransformStore, ref arguments);
    }

    /// <summary>What one call needs beside the data: the shape and the small tables.</summary>
    private sealed class Plan
    {
        // Column groups of this many points together are worth a thread.
        private const int GrainPoints = 1 << 12;

        private readonly Fr inputShift;
        private readonly Fr scale;

        public Plan(int logSize, bool inverse, Fr shift)
        {
            IsInverse = inverse;
            LogRows = logSize / 2;
            LogColumns = logSize - LogRows;
            Fr root = Ntt.RootOfUnity(logSize);
            Root = inverse ? root.Invert() : root;
            inputShift = inverse ? Fr.One : shift;
            OutputShift = inverse ? shift : Fr.One;
            scale = inverse ? Fr.FromInt64(1L << logSize).Invert() : Fr.One;
            RowOrder = Order(LogRows);
            ColumnOrder = Order(LogColumns);
            RowScales = ScalesInputs ? Powers(inputShift.Pow((ulong)Columns), Rows) : [];
            ColumnScales = ScalesOutputs ? Powers(OutputShift.Pow((ulong)Rows), Columns) : [];
        }

        public bool IsInverse { get; }

        public int LogRows { get; }

        public int LogColumns { get; }

        public int Rows => 1 << LogRows;

        public int Columns => 1 << LogColumns;

        public int Grain => Math.Max(1, GrainPoints >> (LogColumns + 3));

        /// <summary>ω, or its inverse.</summary>
        public Fr Root { get; }

        public Fr OutputShift { get; }

        public bool ScalesInputs => !inputShift.IsOne;

        public bool ScalesOutputs => !OutputShift.IsOne;

        /// <summary>The places of the rows in natural order, in bytes.</summary>
        public int[] RowOrder { get; }

        public int[] ColumnOrder { get; }

        /// <summary>The factors (s^C)^r.</summary>
        public ulong[] RowScales { get; }

        public ulong[] ColumnScales { get; }

        /// <summary>The ratio of the factors along row k.</summary>
        public Fr Ratio(int k) => Root.Pow((ulong)k) * inputShift;

        /// <summary>The factor of column 0 in row k.</summary>
        public Fr First(int k) => OutputShift.Pow((ulong)k) * scale;

        private static int[] Order(int bits)
        {
            var order = new int[1 << bits];
            for (uint i = 0; i < order.Length; i++)
                order[i] = (int)BitReversal.Reverse(i, bits) * LaneAssembler.Unpacked;
            return order;
        }

        private static ulong[] Powers(Fr ratio, int count)
        {
            var words = new ulong[count * LaneFactor.Words];
            Fr power = Fr.One;
            fixed (ulong* pointer = words)
            {
                for (int i = 0; i < count; i++)
                {
                    LaneFactor.Write(power, pointer + (LaneFactor.Words * i));
                    power *= ratio;
                }
            }

            return words;
        }
    }
}
