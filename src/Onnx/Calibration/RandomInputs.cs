using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Calibration;

/// <summary>Reproducible inputs for models without samples: reals uniform in [−1, 1), integers uniform over a narrow type.</summary>
internal sealed class RandomInputs
{
    private ulong state;

    /// <summary>The next tensor; throws <see cref="GraphException"/> for integers of which the type does not tell a range.</summary>
    public Tensor Next(ValueInfo input)
    {
        var length = TensorShape.Product(input.Shape, 0, input.Shape.Length);
        if (input.Kind == ElementKind.Float)
        {
            var reals = new float[length];
            for (var i = 0; i < length; i++) reals[i] = (Next() >> 40) / (float)(1 << 23) - 1;
            return new FloatTensor(reals, input.Shape);
        }
        var type = input.Type.Element;
        if (type.Bits() > ElementTypes.NarrowBits)
        {
            throw new GraphException($"graph input '{input.Name}' holds integers ({type}) whose range only samples tell; give calibration data");
        }
        var (min, max) = type.Limits();
        var integers = new long[length];
        for (var i = 0; i < length; i++) integers[i] = min + (long)(Next() % (ulong)(max - min + 1));
        return new LongTensor(integers, input.Shape, type);
    }

    /// <summary>The SplitMix64 generator.</summary>
    private ulong Next()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
