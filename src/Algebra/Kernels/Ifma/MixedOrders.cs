using System.Text;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>
/// The order of the instructions of an iteration, where an even one loses to one found by search (decision 0014; `orders`
/// in bench/ is the search, to be repeated when a program changes). A letter names the part that instructions come from,
/// f front with its loads, b reduction and canonical form, s store, w words in general registers, h the moves that hand
/// over to the next iteration, and a number how many, if more than one. Parts keep their own order.
/// </summary>
internal static class MixedOrders
{
    public const string Multiply =
        "w6b3wbw2fb2wfw4fwfw3bw3sfsbwsw8bw12f4bfwsf2bf3w2f2wb3sb2w6fw5fwfwfb3w2swf2sw5fwb5w12b2wbw9sfwbf3w2fb2w3b2w2bs" +
        "w4bw2f2b2sb3w5fbw3fbw3fsw4s2w6swfwbw3fbwsw2b2wbw3f2w3sw2sfb3sfw4fwbfb3w2fw5bs4f2w4s2f2wbf2wb2f2w2bf2wbwf2w6f5" +
        "w2bw2f3wfw4fw3bwfw2b2wbwbw7fwf5wf2bf4wb2fwbf2b2f3w2fw2bw4fw3bw4bw2f2w4b2wf5w3fw2fwb3w2bf3wfwbw6fbwbw2bf2bw2bf" +
        "w3b3whw3hw3hwfhfhwh2w2hwhw3h2whw4hwh2w3";

    public const string Square =
        "bsbw2bw8b3w7s2bwbswb2w4b2w3sw4sw4b2wswfb2sbsw2swf2w6s2bwf2w6b2fb2w2sf3w4bwsfsw3sw3bwbw2s2b3w2fw5swfw3f2w4bw3bw" +
        "bw2b2fbwb3w3bw5fsbw3bw6fw3bw2swbwf2b3w2b2f2bw4fw3b2w2fw3sw6bw2bw5sw3fwbwfw3fwsfw2fwbwf2w10bf4bw3b3w7fw6fw2fb3f" +
        "w2fwb2fwfw4fwfw4fw2bwfw2bfb5w2fw3b2f2bw3f3wfb2wfwfbw3b2fbw3bw2bw4fwb2wf5w3bw2f3w10hw3fbw5bfwfwbw8fhfwbhwf2w3h6" +
        "wfwhw2h2wh3";

    public const string MultiplyScalar =
        "bs2bsb2wb2w2b2s3w4sb2w6bw3b2swfw9bfbw17f2b2w3fw7fw5s2wb2sfb3w2sw6f2s2b2w2fwsw2bw3f2wfwb3sbwb2w2f2w3b4w2bw2b2w8" +
        "bws2bw5f2w9sw3fw4f2wfw4b2wbw3bw7fw3b2fw4bwb2w2bsbw4sw6fw3b2wbs2fsfw3f2wbfbf3w4fwbwfwb3fwfw4f5w2fbfw4b4fwb2fwb4" +
        "w4f3wfbfw3bwfwf3bwfb2w9fw5fwb3wf2w4f2wfwf5bw3fwf2wf2w7bfw9bw4bw5fwbf3w2fwb2hfw7fhbhw2f2b2h5w2h4w2h3w7";

    public const string MultiplyAddScalar =
        "w11sbw8bw3b2w6b3s2b2wsw5s4wf2w3bwfwb2w4f2bw2bwsb3w2fw3sw2fwb2wswf2sw2fw2f2wb2wbwbsb3w4bswfwsw6sfw9sw2b3w5b2fw6" +
        "bsbf2b3w4bwb2w7fw2sbfwsf2w5sfbw2bw9fsb3fw4bw3bsfw2fwbw2f2sb3fw2bfw3bw2fw2fw3fw4fw9fwbf2w2bf2w6b5wfbf4w6fw5fwf" +
        "w2fwbf2w2bw2f2bw3f3w2f2w3f5b3w2bw4fb2f2bf4w2f2w4fwbw6fw2fw5fw7fwb2w4b3fbfw2fw5bfwfwfwfw2bw4b2fwb2w2f2wbf2b3fw2" +
        "f2b2w3bw2bw3f2w3f2wfw2bw2bw2f3w6hb2wfhwfw2hf2w2h2whw2h3whwh3w2h2";

    /// <summary>Calls back with each letter and its count.</summary>
    public static void Read(string order, Action<char, int> take)
    {
        for (var i = 0; i < order.Length;)
        {
            var part = order[i++];
            var count = 0;
            while (i < order.Length && char.IsAsciiDigit(order[i])) count = (10 * count) + (order[i++] - '0');
            take(part, Math.Max(count, 1));
        }
    }

    /// <summary>The order in which the letters of the parts are given: <see cref="Read"/> gives them back.</summary>
    public static string Write(ReadOnlySpan<char> parts)
    {
        var order = new StringBuilder();
        for (int start = 0, end; start < parts.Length; start = end)
        {
            for (end = start + 1; end < parts.Length && parts[end] == parts[start];) end++;
            order.Append(parts[start]);
            if (end - start > 1) order.Append(end - start);
        }

        return order.ToString();
    }
}
