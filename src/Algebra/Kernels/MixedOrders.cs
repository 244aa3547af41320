namespace Zkml.Algebra.Kernels;

/// <summary>
/// The order of the instructions of an iteration, where an even one loses to one found by search (decision 0014). A
/// letter names the part that instructions come from, f front with its loads, b reduction and canonical form, s store,
/// w words in general registers, and a number how many, if more than one. Parts keep their own order.
/// </summary>
internal static class MixedOrders
{
    public const string Multiply =
        "f2sfb2w3sw2fwb3w4b2ws2bfw16fw2b2w5fw3bw5b2w4f2b2w2fsbw3b3w6f2w2f2bsw2sb2w5bw4fbw7fw3b2f2wsw9b3wf3w2bw5f2w8fbwf" +
        "s2fs2fsws2b2w2bf2wfw2sw10fwb2fwf2bw4bw2bw13bw4f2b2w3b3sfswb2fbw5bwbfbfwf2wsw2bwsw6swfbf2w3f2wbw2swfws2wfwf2b4w" +
        "2fw3bwf4wf2bf2bw7bfw2f2wf2bf3bf2wf2wfw2bw3bw2bf2bfw2fw2fw2bwbwfw3fbw4bfbfb2w6f2w3bw2f3w4fw2bfb2wbf2wf2w5b2fw3f" +
        "3b2wfbw2f3w2hfbhw3f2bhw2bwhw2bfhwh4wh6w5";

    /// <summary>Calls back with each letter and its count.</summary>
    public static void Read(string order, Action<char, int> take)
    {
        for (int i = 0; i < order.Length;)
        {
            char part = order[i++];
            int count = 0;
            while (i < order.Length && char.IsAsciiDigit(order[i]))
                count = (10 * count) + (order[i++] - '0');
            take(part, Math.Max(count, 1));
        }
    }
}
