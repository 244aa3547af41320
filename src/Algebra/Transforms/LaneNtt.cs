using System.Buffers;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
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

    // Of 2^12 points each: a few milliseconds.
    private const int LongestGrains = 16;

    // From here on the buffer does not fit the caches anyway.
    private const int StreamLogSize = 18;

    /// <summary>Transforms in place; takes a buffer of the same length from the pool.</summary>
    public static void Run(Span<Fr> values, TransformPlan plan, Cpu cpu)
    {
        // Two elements more, as streaming stores want whole cache lines.
        Fr[] rented = ArrayPool<Fr>.Shared.Rent(values.Length + 2);
        try
        {
            fixed (Fr* pinned = values, buffer = rented)
            {
                Fr* data = pinned, tiles = (Fr*)(((nint)buffer + 63) & ~63);
                cpu.For(plan.Columns / 8, plan.Grain, (start, end) => TransformColumns(plan, data, tiles, start, end), Longest(plan.Grain));
                cpu.For(plan.Rows / 8, plan.Grain, (start, end) => TransformRows(plan, data, tiles, start, end), Longest(plan.Grain));
            }
        }
        finally
        {
            ArrayPool<Fr>.Shared.Return(rented);
        }

        static int Longest(int grain) => LongestGrains * grain;
    }

    private static void TransformColumns(TransformPlan plan, Fr* data, Fr* tiles, int start, int end)
    {
        using var transform = new ColumnTransform(plan.LogRows, plan.IsInverse);
        FieldKernel load = plan.ScalesInputs ? FieldKernel.TransformLoadScaled : FieldKernel.TransformLoad;
        fixed (ulong* scales = plan.RowScales)
        fixed (int* order = plan.RowOrder)
        {
            for (var group = start; group < end; group++)
            {
                LoadRows(load, transform.Rows, data + (8 * group), plan.Columns, plan.Rows, scales);
                Fr* next = data + (8 * Math.Min(group + 1, end - 1));
                transform.Run(next, (nint)plan.Columns * sizeof(Fr));
                StoreTiles(plan, tiles + (64 * group), order, transform);
            }
        }
    }

    private static void TransformRows(TransformPlan plan, Fr* data, Fr* tiles, int start, int end)
    {
        using var transform = new ColumnTransform(plan.LogColumns, plan.IsInverse);
        fixed (ulong* scales = plan.ColumnScales)
        fixed (int* order = plan.ColumnOrder)
        {
            for (var group = start; group < end; group++)
            {
                LoadTiles(plan, tiles + ((nint)8 * group * plan.Columns), 8 * group, transform);
                transform.Run(data + (8 * group), (nint)plan.Rows * sizeof(Fr));
                StoreRows(plan, data + (8 * group), scales, order, transform);
            }
        }
    }

    private static void LoadRows(FieldKernel kernel, byte* rows, Fr* source, int distance, int count, ulong* scales = null)
    {
        var arguments = new KernelArguments
        {
            Output = rows,
            A = source,
            B = scales,
            D = (void*)((nint)distance * sizeof(Fr)),
            Groups = count,
        };
        KernelLibrary.Run<FrModulus>(kernel, ref arguments);
    }

    /// <summary>A tile holds rows k to k + 7 of eight columns; the tiles of the same rows are neighbours.</summary>
    private static void StoreTiles(TransformPlan plan, Fr* tiles, int* order, in ColumnTransform transform)
    {
        *(long*)transform.Work = 8;
        var arguments = new KernelArguments
        {
            Output = tiles,
            A = transform.Rows,
            B = order,
            E = (void*)(((nint)plan.Columns - 8) * TransformTransfers.TileRow),
            Scratch = transform.Work,
            Groups = plan.Rows,
        };
        var streams = plan.LogRows + plan.LogColumns >= StreamLogSize;
        KernelLibrary.Run<FrModulus>(
            streams ? FieldKernel.TransformStreamTiles : FieldKernel.TransformStoreTiles, ref arguments);
    }

    private static void LoadTiles(TransformPlan plan, Fr* tiles, int row, in ColumnTransform transform)
    {
        *(long*)transform.Work = 8;
        var numbers = transform.LaneFactors + LaneAssembler.FactorVectorBytes;
        fixed (Fr* seeds = plan.Seeds)
        {
            LoadRows(FieldKernel.TransformLoad, transform.LaneFactors, seeds + row, plan.Rows, LaneSeeds.Count);
        }
        var arguments = new KernelArguments
        {
            Output = transform.Rows,
            A = tiles,
            B = transform.LaneFactors,
            C = numbers,
            D = numbers + LaneAssembler.Unpacked,
            E = numbers + (2 * LaneAssembler.Unpacked),
            Scratch = transform.Work,
            Groups = plan.Columns,
        };
        KernelLibrary.Run<FrModulus>(FieldKernel.TransformLoadGeometric, ref arguments);
    }

    private static void StoreRows(TransformPlan plan, Fr* destination, ulong* scales, int* order, in ColumnTransform transform)
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
}
