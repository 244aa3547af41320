using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Tests.Models;

/// <summary>
/// Straightforward sliding-window references on [N, C, H, W], written output element by output element with a bounds
/// test per tap, to compare the optimized operators with.
/// </summary>
internal sealed record NaiveWindow(int Kh, int Kw, int Sh = 1, int Sw = 1, int Dh = 1, int Dw = 1, int Top = 0, int Left = 0, int Bottom = 0, int Right = 0)
{
    public FloatTensor Conv(FloatTensor x, FloatTensor w, float[] bias, int group, int outH, int outW)
    {
        int outputs = w.Shape[0], perGroup = w.Shape[1];
        var y = FloatTensor.Zeros(x.Shape[0], outputs, outH, outW);
        Visit(y, (n, m, oh, ow) =>
        {
            double sum = bias[m];
            var firstChannel = m / (outputs / group) * perGroup;
            for (var c = 0; c < perGroup; c++)
            {
                foreach (var (ih, iw, kh, kw) in Taps(oh, ow))
                {
                    if (Inside(x, ih, iw))
                    {
                        sum += (double)At(x, n, firstChannel + c, ih, iw) * w.Data[((m * perGroup + c) * Kh + kh) * Kw + kw];
                    }
                }
            }
            return (float)sum;
        });
        return y;
    }

    public FloatTensor Max(FloatTensor x, int outH, int outW)
    {
        var y = FloatTensor.Zeros(x.Shape[0], x.Shape[1], outH, outW);
        Visit(y, (n, c, oh, ow) => Taps(oh, ow).Where(t => Inside(x, t.Ih, t.Iw)).Max(t => At(x, n, c, t.Ih, t.Iw)));
        return y;
    }

    public FloatTensor Average(FloatTensor x, int outH, int outW, bool includePad)
    {
        var y = FloatTensor.Zeros(x.Shape[0], x.Shape[1], outH, outW);
        Visit(y, (n, c, oh, ow) =>
        {
            var inside = Taps(oh, ow).Where(t => Inside(x, t.Ih, t.Iw)).ToList();
            var padded = Taps(oh, ow).Count(t => t.Ih < x.Shape[2] + Bottom && t.Iw < x.Shape[3] + Right);
            return (float)(inside.Sum(t => (double)At(x, n, c, t.Ih, t.Iw)) / (includePad ? padded : inside.Count));
        });
        return y;
    }

    private IEnumerable<(int Ih, int Iw, int Kh, int Kw)> Taps(int oh, int ow)
    {
        for (var kh = 0; kh < Kh; kh++)
        {
            for (var kw = 0; kw < Kw; kw++) yield return (oh * Sh - Top + kh * Dh, ow * Sw - Left + kw * Dw, kh, kw);
        }
    }

    private static bool Inside(FloatTensor x, int h, int w) => h >= 0 && h < x.Shape[2] && w >= 0 && w < x.Shape[3];

    private static float At(FloatTensor x, int n, int c, int h, int w) =>
        x.Data[((n * x.Shape[1] + c) * x.Shape[2] + h) * x.Shape[3] + w];

    private static void Visit(FloatTensor y, Func<int, int, int, int, float> value)
    {
        for (var i = 0; i < y.Length; i++)
        {
            int w = i % y.Shape[3], h = i / y.Shape[3] % y.Shape[2];
            var plane = i / y.Shape[3] / y.Shape[2];
            y.Data[i] = value(plane / y.Shape[1], plane % y.Shape[1], h, w);
        }
    }
}
