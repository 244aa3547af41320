using Zkml.Onnx.Folding;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Folding;

/// <summary>The file of kept constants: every type comes back, every damage is noticed, and threads do not matter.</summary>
public sealed class FoldedFileTests
{
    [Fact]
    public void TensorsOfEveryTypeComeBack()
    {
        var tensors = new FoldedTensors();
        tensors.Add("b", new FloatTensor([-0.5f, 1e-40f, float.MaxValue], [3, 1]));
        tensors.Add("a", new FloatTensor([2], []));
        tensors.Add("empty", new LongTensor([], [0, 4]));
        foreach (var type in Enum.GetValues<ElementType>().Where(type => !type.IsFloat()))
        {
            var (min, max) = type.Limits();
            tensors.Add($"{type}", new LongTensor([min, max], [2], type));
        }
        var bytes = FoldedFile.ToBytes(tensors);
        var read = FoldedFile.Parse(bytes);
        Assert.Equal(tensors.All.Keys, read.All.Keys);
        foreach (var (name, tensor) in tensors.All)
        {
            Assert.Equal(tensor.Type, read.Find(name)!.Type);
            Assert.Equal(ElementBytes.Pack(tensor), ElementBytes.Pack(read.Find(name)!));
        }
        Assert.Equal(bytes, FoldedFile.ToBytes(read));
    }

    [Fact]
    public void EveryChangedBitAndEveryLengthIsRefused()
    {
        var tensors = new FoldedTensors();
        tensors.Add("a", new FloatTensor([1, 2], [2]));
        tensors.Add("c", new LongTensor([0, 1], [2], ElementType.Bool));
        var bytes = FoldedFile.ToBytes(tensors);
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<FoldingException>(() => FoldedFile.Parse(bytes.AsSpan(0, length)));
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<FoldingException>(() => FoldedFile.Parse(changed));
        }
    }

    [Fact]
    public void ContentThatIsNotCanonicalIsRefused()
    {
        Assert.Empty(FoldedFile.Parse(Sealed(0)).All);
        Assert.Throws<FoldingException>(() => FoldedFile.Parse(Sealed(1, 1, (byte)'a', (byte)ElementType.Bool, 0, 1, 2)));
        Assert.Single(FoldedFile.Parse(Sealed(1, 1, (byte)'a', (byte)ElementType.Bool, 0, 1, 1)).All);
        Assert.Throws<FoldingException>(() => FoldedFile.Parse(Sealed(1, 1, (byte)'a', (byte)ElementType.Double, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0)));
        Assert.Throws<FoldingException>(() => FoldedFile.Parse(Sealed(1, 1, (byte)'a', (byte)ElementType.Bool, 1, 2, 1, 1)));
        byte[] entry = [1, (byte)'a', (byte)ElementType.Bool, 0, 1, 1];
        Assert.Throws<FoldingException>(() => FoldedFile.Parse(Sealed([2, .. entry, .. entry])));
        Assert.Throws<FoldingException>(() => FoldedFile.Parse(Sealed([1, .. entry, 0])));
    }

    [Fact]
    public void ConstantsAreTheSameOnOneThreadAndOnTwo()
    {
        Assert.Equal(Folded(1), Folded(1));
        Assert.Equal(Folded(1), Folded(2));
    }

    [Fact]
    public void AStoredConstantIsComparedWithTheJudges()
    {
        var tensors = FoldedFile.Parse(Folded(1));
        var model = Exponential();
        model.File().Import(new StoredEvaluator(tensors, new RuntimeConstantEvaluator(2)));
        var exact = (FloatTensor)tensors.Find("e")!;
        exact.Data[5] *= 1 + 5e-6f;
        model.File().Import(new StoredEvaluator(tensors, new RuntimeConstantEvaluator()));
        exact.Data[Array.IndexOf(exact.Data, exact.Data.Max())] *= 1 + 5e-5f;
        Assert.NotNull(FoldingMismatchException.In(Record.Exception(() => model.File().Import(new StoredEvaluator(tensors, new RuntimeConstantEvaluator())))));
        model.File().Import(new StoredEvaluator(tensors));
    }

    private static ModelBuilder Exponential() =>
        ModelBuilder.WithInput(13, 1, 300).Weights("w", TestData.Random(1, 300, 200)).Node("Exp", "w", "e").Node("MatMul", "x,e", "y");

    private static byte[] Folded(int threads)
    {
        var recorder = new RecordingEvaluator(new RuntimeConstantEvaluator(threads));
        Exponential().File().Import(recorder);
        Assert.Equal(["e"], recorder.Tensors.All.Keys);
        return FoldedFile.ToBytes(recorder.Tensors);
    }

    private static byte[] Sealed(params byte[] content)
    {
        var writer = new Wire.FileFrame("ZKMLFLD\n", 1, "").Begin();
        writer.Bytes(content);
        return Wire.FileFrame.Seal(writer);
    }
}
