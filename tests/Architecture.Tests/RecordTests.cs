using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Zkml.Architecture.Tests;

/// <summary>
/// A record says "compared by value". One that holds an array or a list and leaves its equality to the compiler is compared by
/// reference: it has an Equals of its own, or is a class.
/// </summary>
public class RecordTests
{
    /// <summary>Records that have none yet, by full name: of Algebra, Circuits and Onnx, and four that are changed by <c>with</c> but never compared.</summary>
    private static readonly string[] Allowed =
    [
        "Zkml.Cli.Models.QuantizationChoice",
        "Zkml.Verifier.CoreKey",
        "Zkml.Verifier.ExpectedStatement",
        "Zkml.Verifier.VerifyingKey",
        "Zkml.Algebra.Kernels.X64.ProductSum",
        "Zkml.Circuits.Execution.ConstraintFailure",
        "Zkml.Circuits.Execution.OperandValues`1+Factor",
        "Zkml.Circuits.Graph.IntegerOperator",
        "Zkml.Circuits.Graph.IntegerTensor",
        "Zkml.Circuits.Graph.IntegerType",
        "Zkml.Circuits.Lowering.Accumulator",
        "Zkml.Circuits.Lowering.AxisRun",
        "Zkml.Circuits.Lowering.LoweredModel",
        "Zkml.Circuits.Lowering.LoweringReport",
        "Zkml.Circuits.Lowering.OperatorReport",
        "Zkml.Circuits.Lowering.QuotientExpression",
        "Zkml.Circuits.Lowering.Trace",
        "Zkml.Circuits.Operators.AddOperator",
        "Zkml.Circuits.Operators.AveragePoolOperator",
        "Zkml.Circuits.Operators.ConcatOperator",
        "Zkml.Circuits.Operators.ConvOperator",
        "Zkml.Circuits.Operators.LinearOperator",
        "Zkml.Circuits.Operators.MaxPoolOperator",
        "Zkml.Circuits.Operators.PadOperator",
        "Zkml.Circuits.Operators.ReshapeOperator",
        "Zkml.Circuits.Operators.SplitOperator",
        "Zkml.Circuits.Operators.TransposeOperator",
        "Zkml.Circuits.Relations.Contraction",
        "Zkml.Circuits.Relations.Expression",
        "Zkml.Circuits.Relations.Lookup",
        "Zkml.Circuits.Relations.MapGroup",
        "Zkml.Circuits.Relations.Operand",
        "Zkml.Circuits.Relations.Term",
        "Zkml.Circuits.Serialization.OperatorHeader",
        "Zkml.Circuits.Tables.Table",
        "Zkml.Onnx.Calibration.CalibrationResult",
        "Zkml.Onnx.Calibration.QuantizationParameters",
        "Zkml.Onnx.Files.InputDeclaration",
        "Zkml.Onnx.Files.TensorNames",
        "Zkml.Onnx.Graph.ConstantExpression",
        "Zkml.Onnx.Graph.FloatNode",
        "Zkml.Onnx.Graph.Subgraph",
        "Zkml.Onnx.Operators.OperatorCategory",
        "Zkml.Onnx.Operators.Windows.WindowParameters",
        "Zkml.Onnx.Passes.ChannelAffine",
        "Zkml.Onnx.Quantization.EvaluationReport",
        "Zkml.Onnx.Quantization.LayerReport",
        "Zkml.Onnx.Quantization.OutputClaims+Rows",
    ];

    [Fact]
    public void RecordsOfListsHaveAnEqualityOfTheirOwn()
    {
        var wrong = Assemblies().SelectMany(a => a.GetTypes()).Where(IsRecord).Where(t => HoldsList(t) && !HasOwnEquals(t)).Select(t => t.FullName!);
        Assert.Equal([], wrong.Except(Allowed).Order(StringComparer.Ordinal));
    }

    /// <summary>The test above finds what it is for.</summary>
    [Fact]
    public void WhatIsLookedForIsFound()
    {
        Assert.All([typeof(Positional), typeof(Value), typeof(WithProperty)], t => Assert.True(IsRecord(t) && HoldsList(t) && !HasOwnEquals(t)));
        Assert.True(IsRecord(typeof(Compared)) && HoldsList(typeof(Compared)) && HasOwnEquals(typeof(Compared)));
        Assert.False(HoldsList(typeof(Plain)));
        Assert.False(IsRecord(typeof(RecordTests)));
        Assert.True(Assemblies().Count() >= 9);
    }

    private sealed record Positional(int Id, int[] Values);

    private readonly record struct Value(IReadOnlyList<string> Names);

    private sealed record WithProperty
    {
        public Dictionary<string, int> Names { get; init; } = [];
    }

    private sealed record Compared(int[] Values)
    {
        public bool Equals(Compared? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Length;
    }

    private sealed record Plain(int Id, string Name);

    private static IEnumerable<Assembly> Assemblies() =>
        Directory.GetFiles(AppContext.BaseDirectory, "Zkml.*.dll").Append(Path.Combine(AppContext.BaseDirectory, "zkml.dll"))
            .Where(f => !f.EndsWith(".Tests.dll", StringComparison.Ordinal)).Select(Assembly.LoadFrom);

    /// <summary>The compiler gives every record a way to print its members.</summary>
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static bool HoldsList(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Any(f => IsList(f.FieldType));

    private static bool IsList(Type type) => type != typeof(string)
        && (typeof(IEnumerable).IsAssignableFrom(type)
            || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Memory<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>))));

    private static bool HasOwnEquals(Type type) =>
        type.GetMethod("Equals", BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly, [type]) is { } equals
        && equals.GetCustomAttribute<CompilerGeneratedAttribute>() is null;
}
