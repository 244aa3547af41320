using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Passes its input through: dropout only acts in training. Training mode and use of the mask are refused.</summary>
internal sealed class DropoutOperator : OnnxOperator, IPassThrough, IExactFolding
{
    public static DropoutOperator Instance { get; } = new();

    public override string Name => "Dropout";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "inference only"), new(12, "training_mode is an input; it has to be false")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Float("ratio"), AttributeRule.Int("seed")];

    public override string Note => "removed (inference)";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 3);
        if (context.HasInput(2) && context.ConstantLongs(2) is not [0])
        {
            throw context.Fail("is in training mode; export the model in evaluation mode (model.eval())");
        }
        return [TensorType.Float(context.FloatShape(0))];
    }

    public Tensor[] Fold(FoldingContext context) => [context.Value(0)];

    public bool PassesThrough(FloatGraph graph, FloatNode node) => true;

    public FloatNode Plain(FloatNode node) => IdentityOperator.InPlaceOf(node);
}
