using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Adds one random node: functions and arithmetic here, layers in <see cref="RandomLayers"/>, layout in <see cref="RandomLayouts"/>.</summary>
internal static class RandomOperators
{
    private static readonly Action<GraphDraft, DraftValue>[] All =
    [
        Function, Function, Function, Rectifier, Rectifier, ConstantArithmetic, ConstantArithmetic, Arithmetic, Arithmetic, Clip, Branch,
        RandomLayers.MatMul, RandomLayers.Gemm, RandomLayers.Conv, RandomLayers.Conv, RandomLayers.Pool, RandomLayers.Pool, RandomLayers.GlobalPool,
        RandomLayers.BatchNormalization, RandomLayers.Softmax,
        RandomLayouts.Concat, RandomLayouts.Split, RandomLayouts.Flatten, RandomLayouts.Reshape, RandomLayouts.Transpose, RandomLayouts.Pad, RandomLayouts.Unsqueeze,
    ];

    /// <summary>Mostly continues from the last value. What does not fit the shape adds nothing.</summary>
    public static void Add(GraphDraft draft)
    {
        var value = draft.Values[draft.Chance(0.7) ? draft.Values.Count - 1 : draft.Below(draft.Values.Count)];
        if (!value.IsReal && draft.Chance(0.8)) Integers(draft, value);
        else draft.Any(All)(draft, value);
    }

    private static void Integers(GraphDraft draft, DraftValue x)
    {
        switch (draft.Below(8))
        {
            case 0 or 1 or 2 or 3:
                draft.Node("Cast", x.Name, x.Shape, DataType.Float, ("to", (int)DataType.Float));
                break;
            case 4:
                var type = draft.Any(DataType.Uint8, DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, DataType.Bool);
                draft.Node("Cast", x.Name, x.Shape, type, ("to", (int)type));
                break;
            case 5:
                IntegerConstant(draft, x);
                break;
            case 6:
                Arithmetic(draft, x);
                break;
            default:
                Rectifier(draft, x);
                break;
        }
    }

    /// <summary>Arithmetic of a value and an integer tensor of its type.</summary>
    private static void IntegerConstant(GraphDraft draft, DraftValue x)
    {
        var tensor = new TensorProto { Name = draft.Fresh("c"), DataType = (int)x.Type };
        tensor.Dims.Add(x.Shape.Select(size => (long)size));
        var data = draft.Draw(GraphDraft.Count(x.Shape), () => draft.Below(x.Type == DataType.Bool ? 2 : 100));
        if (x.Type == DataType.Int64) tensor.Int64Data.Add(data.Select(value => value - 30L));
        else if (x.Type is DataType.Uint32 or DataType.Uint64) tensor.Uint64Data.Add(data.Select(value => (ulong)value));
        else tensor.Int32Data.Add(data);
        draft.Model.Graph.Initializer.Add(tensor);
        draft.Node(draft.Any("Add", "Sub", "Mul"), Ordered(draft, x.Name, tensor.Name), x.Shape, x.Type);
    }

    private static void Function(GraphDraft draft, DraftValue x)
    {
        switch (draft.Below(4))
        {
            case 0:
                draft.Node(draft.Any("Sigmoid", "Tanh"), x.Name, x.Shape, DataType.Float);
                break;
            case 1:
                draft.Node("LeakyRelu", x.Name, x.Shape, DataType.Float, ("alpha", draft.Any(0f, 1f, -0.5f, 0.2f)));
                break;
            case 2:
                draft.Node("Elu", x.Name, x.Shape, DataType.Float);
                break;
            default:
                draft.Node("Elu", x.Name, x.Shape, DataType.Float, ("alpha", draft.Any(0f, 1f, -0.5f, 1e-4f, 2.5f)));
                break;
        }
    }

    private static void Rectifier(GraphDraft draft, DraftValue x) => draft.Node(draft.Any("Relu", "Neg"), x.Name, x.Shape, x.Type);

    /// <summary>With a constant of any shape that is broadcast to the value's.</summary>
    private static void ConstantArithmetic(GraphDraft draft, DraftValue x)
    {
        var shape = Broadcast(draft, x.Shape);
        if (draft.Chance(0.25)) draft.Node("Div", $"{x.Name},{draft.Constant(shape, () => 1.5f + draft.Real() / 20)}", x.Shape, x.Type);
        else draft.Node(draft.Any("Add", "Sub", "Mul"), Ordered(draft, x.Name, draft.Constant(shape)), x.Shape, x.Type);
    }

    private static int[] Broadcast(GraphDraft draft, int[] shape) => draft.Below(5) switch
    {
        0 => [],
        1 => [1],
        2 => shape,
        3 => shape[^1..],
        _ => [.. shape.Select(size => draft.Chance(0.5) ? 1 : size)],
    };

    private static void Arithmetic(GraphDraft draft, DraftValue x)
    {
        var partner = draft.Partner(x, shape => shape.Zip(x.Shape).All(pair => pair.First == pair.Second || pair.First == 1));
        draft.Node(draft.Any("Add", "Sub", "Mul"), Ordered(draft, x.Name, partner.Name), x.Shape, x.Type);
    }

    private static void Clip(GraphDraft draft, DraftValue x)
    {
        var (a, b) = (draft.Real(), draft.Real());
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        var sides = draft.Any("both", "both", "low", "high");
        if (draft.Opset >= 11)
        {
            var minimum = sides == "high" ? "" : draft.Constant([], () => low);
            var maximum = sides == "low" ? "" : $",{draft.Constant([], () => high)}";
            draft.Node("Clip", $"{x.Name},{minimum}{maximum}", x.Shape, x.Type);
            return;
        }
        List<(string, object)> bounds = [];
        if (sides != "high") bounds.Add(("min", low));
        if (sides != "low") bounds.Add(("max", high));
        draft.Node("Clip", x.Name, x.Shape, x.Type, [.. bounds]);
    }

    /// <summary>An If with a constant condition.</summary>
    private static void Branch(GraphDraft draft, DraftValue x)
    {
        if (!x.IsReal) return;
        var condition = new TensorProto { Name = draft.Fresh("c"), DataType = (int)DataType.Bool, Int32Data = { draft.Below(2) } };
        draft.Model.Graph.Initializer.Add(condition);
        draft.Node("If", condition.Name, x.Shape, x.Type, ("then_branch", Body("Relu", draft.Fresh("b"), x)), ("else_branch", Body("Neg", draft.Fresh("b"), x)));
    }

    private static GraphProto Body(string op, string output, DraftValue x) => new()
    {
        Name = op,
        Node = { new NodeProto { OpType = op, Name = output, Input = { x.Name }, Output = { output } } },
        Output = { ModelBuilder.ValueInfo(output, Array.ConvertAll(x.Shape, size => (long)size)) },
    };

    private static string Ordered(GraphDraft draft, string a, string b) => draft.Chance(0.6) ? $"{a},{b}" : $"{b},{a}";
}
