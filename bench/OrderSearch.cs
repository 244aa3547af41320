using System.Diagnostics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Memory;

namespace Zkml.Benchmarks;

/// <summary>
/// How the strings of <see cref="MixedOrders"/> are found (decision 0014): `orders Multiply [--seconds N] [--from default|ORDER]`
/// moves instructions of a mixed kernel's loop among those of the other parts, keeps what is not slower, compares the products
/// with the portable kernel's, and prints times before and after and the order to paste. With `--seconds 0` it only compares.
/// </summary>
internal sealed class OrderSearch
{
    // In iterations of the loop: what the caches nearby hold, and long enough for the clock.
    private const int Groups = 128;

    private const int ScreeningRuns = 12;
    private const int CheckpointTurns = 20;
    private const int ReportLength = 2048;
    private const int ReportRounds = 4000;

    // A slower order is accepted, if slower by no more than this part at first, and by less and less until the end.
    private const double DefaultSlack = 0.004, FoundSlack = 0.001;
    private const double Drift = 0.001;

    private static readonly Fr[] Corners = [Fr.Zero, Fr.One, -Fr.One, Fr.FromCanonical(ulong.MaxValue, 0, 0, 0)];

    private static readonly Fr Scalar = RandomElements.Make(new Random(3), 1)[0];

    private static readonly Dictionary<string, Searched> Kernels = new()
    {
        ["Multiply"] = new(FieldKernel.MixedMultiply, MixedPrograms.Multiply, (fr, a, b, d) => fr.Multiply(a, b, d)),
        ["Square"] = new(FieldKernel.MixedSquare, MixedPrograms.Square, (fr, a, _, d) => fr.Square(a, d)),
        ["MultiplyScalar"] = new(FieldKernel.MixedMultiplyScalar, MixedPrograms.MultiplyScalar, (fr, a, _, d) => fr.MultiplyScalar(a, Scalar, d)),
        ["MultiplyAddScalar"] = new(FieldKernel.MixedMultiplyAddScalar, MixedPrograms.MultiplyAddScalar, (fr, a, _, d) => fr.MultiplyAddScalar(d, Scalar, a)),
    };

    private readonly Searched searched;
    private readonly OrderedLoop loop;
    private readonly Random random = new();
    private readonly byte[] bytes;
    private Fr[][] arrays = Arrays(Groups * LaneAssembler.MixedGroup);

    // Orders and their machine code: the one that moves start from, the one tried, and the best.
    private int[] order, tried;
    private nint current, trial;
    private readonly nint best;

    private OrderSearch(Searched searched, OrderedLoop loop)
    {
        (this.searched, this.loop, bytes) = (searched, loop, new byte[loop.Length]);
        (order, tried) = ([.. Enumerable.Range(0, loop.Count)], new int[loop.Count]);
        (current, trial, best) = (Publish(order), Publish(order), Publish(order));
    }

    /// <summary>The operation on three arrays; a kernel's program.</summary>
    private sealed record Searched(FieldKernel Kernel, Action<LaneAssembler> Program, Action<FrVector, Fr[], Fr[], Fr[]> Run);

    public static int Run(string[] args)
    {
        if (args.Length % 2 == 0 || !Kernels.TryGetValue(args[0], out var searched) || MixedGroups.Count(KernelTier.Assembled, ReportLength) == 0)
        {
            Console.Error.WriteLine($"orders {string.Join('|', Kernels.Keys)} [--seconds N] [--from default|ORDER], where mixed kernels run (Zen 4)");
            return 1;
        }
        var options = args[1..].Chunk(2).ToDictionary(o => o[0], o => o[1]);
        var seconds = double.Parse(options.GetValueOrDefault("--seconds", "150"));
        var from = options.GetValueOrDefault("--from");
        var loop = new OrderedLoop(searched.Program, from == "default" ? "" : from);
        var search = new OrderSearch(searched, loop);
        var found = search.Climb(TimeSpan.FromSeconds(seconds), from == "default" ? DefaultSlack : FoundSlack);
        search.Check();
        search.Report(Present(searched.Program) ?? loop);
        Print(loop.Describe(found));
        return 0;
    }

    /// <summary>The kernel as it is, unless its program has changed since its order was found.</summary>
    private static OrderedLoop? Present(Action<LaneAssembler> program)
    {
        try
        {
            return new OrderedLoop(program, null);
        }
        catch (InvalidOperationException)
        {
            Console.WriteLine("The present order does not fit the program: before is where the search began.");
            return null;
        }
    }

    private int[] Climb(TimeSpan duration, double firstSlack)
    {
        int[] found = [.. order];
        var clock = Stopwatch.StartNew();
        var (checkpoint, tries, kept) = (0L, 0L, 0L);
        var now = long.MaxValue;
        while (clock.Elapsed < duration)
        {
            var slack = 1 + (firstSlack * (1 - (clock.Elapsed / duration)));
            if (!Move()) continue;
            if (tries++ % 32 == 0) now = Least(current, ScreeningRuns); // the processor's clock changes
            Replace(trial, tried);
            var least = Least(trial, ScreeningRuns);
            if (least > now * slack) continue;

            // Again, and the one to beat as often beside it.
            now = Least(current, 2 * ScreeningRuns);
            least = Math.Min(least, Least(trial, ScreeningRuns));
            if (least > now * slack) continue;
            (current, trial, order, tried, now, kept) = (trial, current, tried, order, least, kept + 1);
            if (clock.ElapsedMilliseconds - checkpoint < 500) continue;
            checkpoint = clock.ElapsedMilliseconds;
            Remember(found, slack + Drift);
        }
        Remember(found, 1);
        Console.WriteLine($"{tries} tries, {kept} kept");
        return found;
    }

    /// <summary>Small losses within the noise add up: compares with the best order, keeps the current one or goes back.</summary>
    private void Remember(int[] found, double slack)
    {
        var (now, record) = (long.MaxValue, long.MaxValue);
        for (var turn = 0; turn < CheckpointTurns; turn++)
        {
            now = Math.Min(now, Least(current, 4 * ScreeningRuns));
            record = Math.Min(record, Least(best, 4 * ScreeningRuns));
        }
        if (now < record)
        {
            order.CopyTo(found, 0);
            Replace(best, found);
        }
        else if (now > record * slack)
        {
            found.CopyTo(order, 0);
            Replace(current, found);
        }
    }

    /// <summary>Moves a few neighbouring instructions, near mostly, as far as their effects allow. False if they cannot move.</summary>
    private bool Move()
    {
        var length = random.Next(4) == 0 ? random.Next(1, 7) : 1;
        int place = random.Next(loop.Count - length + 1), first = place, last = place;
        while (first > 0 && CanPass(order[first - 1])) first--;
        while (last + length < loop.Count && CanPass(order[last + length])) last++;
        var to = random.Next(3) == 0 ? random.Next(first, last + 1) : Math.Clamp(place + random.Next(-6, 7), first, last);
        if (to == place) return false;
        order.CopyTo(tried, 0);
        order.AsSpan(place, length).CopyTo(tried.AsSpan(to));
        if (to < place) order.AsSpan(to, place - to).CopyTo(tried.AsSpan(to + length));
        else order.AsSpan(place + length, to - place).CopyTo(tried.AsSpan(place));
        return true;

        bool CanPass(int other)
        {
            for (var k = place; k < place + length; k++) if (loop.Conflict(order[k], other)) return false;
            return true;
        }
    }

    private nint Publish(ReadOnlySpan<int> instructions)
    {
        loop.Write(instructions, bytes);
        return ExecutableMemory.TryPublish(bytes, out var page) ? page : throw new InvalidOperationException("no executable memory");
    }

    private void Replace(nint page, ReadOnlySpan<int> instructions)
    {
        loop.Write(instructions, bytes);
        if (!ExecutableMemory.TryReplace(page, bytes)) throw new InvalidOperationException("no executable memory");
    }

    private long Least(nint page, int runs)
    {
        KernelLibrary.Use(searched.Kernel, page);
        var least = long.MaxValue;
        for (var run = 0; run < runs; run++) least = Math.Min(least, Ticks());
        return least;
    }

    private long Ticks()
    {
        var start = Stopwatch.GetTimestamp();
        searched.Run(KernelSet.Default.Fr, arrays[0], arrays[1], arrays[2]);
        return Stopwatch.GetTimestamp() - start;
    }

    /// <summary>Random operands and corners, into an array of its own and into either operand, beside the portable kernel.</summary>
    /// <exception cref="InvalidOperationException">Results differ.</exception>
    private void Check()
    {
        KernelLibrary.Use(searched.Kernel, best);
        for (var round = 0; round < 300; round++)
        {
            var operands = Arrays(LaneAssembler.MixedGroup * random.Next(10, 300));
            foreach (var array in operands)
            {
                for (var k = random.Next(3); k < array.Length; k += random.Next(1, 20)) array[k] = Corners[random.Next(Corners.Length)];
            }
            for (var place = 0; place < 3; place++)
            {
                Fr[][] expected = [.. operands.Select(a => (Fr[])a.Clone())], results = [.. operands.Select(a => (Fr[])a.Clone())];
                searched.Run(KernelSet.Default.Fr, results[0], results[1], results[place]);
                searched.Run(KernelSet.Portable.Fr, expected[0], expected[1], expected[place]);
                if (!results[place].AsSpan().SequenceEqual(expected[place])) throw new InvalidOperationException("The order gives wrong results.");
            }
        }
    }

    /// <summary>Prints least and median of both orders, measured in turns.</summary>
    private void Report(OrderedLoop before)
    {
        arrays = Arrays(ReportLength);
        var start = new OrderSearch(searched, before).current;
        List<double> old = [], after = [];
        for (var round = 0; round < ReportRounds; round++)
        {
            Time(start, old);
            Time(best, after);
        }
        Console.WriteLine($"ns per element of {ReportLength}, least / median: before {Show(old)}, after {Show(after)}");

        void Time(nint page, List<double> times)
        {
            KernelLibrary.Use(searched.Kernel, page);
            for (var run = 0; run < 8; run++) times.Add(Ticks() * 1e9 / Stopwatch.Frequency / ReportLength);
        }

        static string Show(List<double> times) => $"{times.Min():F3} / {times.Order().ElementAt(times.Count / 2):F3}";
    }

    /// <summary>As it stands in the source.</summary>
    private static void Print(string order) =>
        Console.WriteLine(string.Join(" +\n", order.Chunk(110).Select(line => $"        \"{new string(line)}\"")) + ";");

    private static Fr[][] Arrays(int length) => [.. Enumerable.Range(1, 3).Select(seed => RandomElements.Make(new Random(seed), length))];
}
