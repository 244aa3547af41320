using System.Diagnostics;
using System.Globalization;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Runtime;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>
/// The child process of <see cref="RuntimeFuzzTests"/>: imports, simplifies and runs mutated models, so that a crash of
/// native code ends this process and not the test host. Arguments: seed and number of files; or seed, first and last
/// number of a constant node; or "hostile" for <see cref="HostileConstants"/>.
/// </summary>
internal static class FuzzProgram
{
    /// <summary>A mutated pad or shape may legitimately describe a long computation; those are not run.</summary>
    private const long MaxElements = 1 << 20;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(20);

    public static int Main(string[] arguments)
    {
        if (arguments.Length == 1)
        {
            foreach (var name in HostileConstants.All.Keys)
            {
                Console.Write($"{name}: ");
                Console.WriteLine(HostileConstants.Run(name));
            }
            Console.WriteLine("done");
            return 0;
        }
        return arguments.Length == 3 ? Constants(arguments) : Mutated(arguments);
    }

    /// <summary>Seed, first and last number of a constant node.</summary>
    private static int Constants(string[] arguments)
    {
        var numbers = Array.ConvertAll(arguments, text => int.Parse(text, CultureInfo.InvariantCulture));
        var evaluated = 0;
        for (var round = numbers[1]; round < numbers[2]; round++)
        {
            Console.WriteLine($"file {round}");
            if (numbers[2] == numbers[1] + 1) Console.WriteLine(ConstantMutator.Node(numbers[0], round).Graph);
            var said = HostileConstants.Run(ConstantMutator.Node(numbers[0], round));
            if (said.StartsWith("evaluates", StringComparison.Ordinal)) evaluated++;
        }
        Console.WriteLine($"done: {evaluated} evaluated");
        return 0;
    }

    private static int Mutated(string[] arguments)
    {
        var seed = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        int imported = 0, ran = 0;
        for (var round = 0; round < count; round++)
        {
            // Printed first: the last line of a process that died names the file that killed it.
            Console.WriteLine($"file {round}");
            var watch = Stopwatch.StartNew();
            var bytes = ModelMutator.Mutated(seed, round);
            try
            {
                imported += Import(bytes, ref ran) ? 1 : 0;
            }
            catch (GraphException)
            {
            }
            if (watch.Elapsed > Slow)
            {
                Console.WriteLine($"file {round} took {watch.Elapsed.TotalSeconds:F1} s");
                return 3;
            }
        }
        Console.WriteLine($"done: {imported} of {count} imported, {ran} ran");
        return 0;
    }

    private static bool Import(byte[] bytes, ref int ran)
    {
        var file = OnnxFile.Parse(bytes);
        var graph = file.Import(new RuntimeConstantEvaluator());
        var simplified = GraphSimplifier.Simplify(graph);
        if (simplified.Shapes.Values.Sum(shape => (long)ShapeLimits.Count(shape, "value")) > MaxElements) return true;
        var inputs = graph.Inputs.ToDictionary(input => input.Name, Zero);
        using (var model = GraphModel.Open(simplified, withAllValues: true))
        {
            using var result = model.Run(inputs);
            for (var k = 0; k < result.Names.Count; k++) Assert.Equal(simplified.Shapes[result.Names[k]], result.Tensor(k).Shape);
        }
        using var original = OriginalModel.Open(file, graph);
        original.Run(inputs).Dispose();
        ran++;
        return true;
    }

    private static Tensor Zero(ValueInfo input)
    {
        var length = ShapeLimits.Count(input.Shape, input.Name);
        return input.Kind == ElementKind.Float ? new FloatTensor(new float[length], input.Shape) : new LongTensor(new long[length], input.Shape, input.Type.Element);
    }
}
