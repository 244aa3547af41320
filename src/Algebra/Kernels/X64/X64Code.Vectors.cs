namespace Zkml.Algebra.Kernels.X64;

/// <summary>The vector instructions of two or three register operands, all on four 64-bit lanes: prefix, map and opcode.</summary>
internal enum VectorOp
{
    /// <summary>target += the low 52 bits of the products of the low 52 bits.</summary>
    MultiplyLow = 0x0102B4,

    /// <summary>target += bits 52 to 103 of the products of the low 52 bits.</summary>
    MultiplyHigh = 0x0102B5,

    Add = 0x0101D4, And = 0x0101DB, Or = 0x0101EB, Xor = 0x0101EF, UnpackLow = 0x01016C, UnpackHigh = 0x01016D,
}

/// <content>
/// AVX-512 instructions on 256-bit registers 0 to 31 (Intel SDM volume 2A, 2.7: EVEX). They touch no flags, so they can
/// stand anywhere between scalar ones. Displacements always take four bytes.
/// </content>
internal sealed partial class X64Code
{
    private const int PrefixOp = 1 << 16, PrefixLoad = 2 << 16;
    private const int Map1 = 1 << 8, Map2 = 2 << 8, Map3 = 3 << 8;

    public void Vector(VectorOp op, int target, int left, int right) => Evex((int)op, target, left, right);

    public void Vector(VectorOp op, int target, int left, Word right) => Evex((int)op, target, left, right);

    /// <summary>Zero.</summary>
    public void ClearVector(int target) => Vector(VectorOp.Xor, target, target, target);

    /// <summary>Reads four words.</summary>
    public void LoadVector(int target, Word source) => Evex(PrefixLoad | Map1 | 0x6F, target, 0, source);

    /// <summary>Writes four words.</summary>
    public void StoreVector(Word target, int source) => Evex(PrefixLoad | Map1 | 0x7F, source, 0, target);

    /// <summary>One word in every lane.</summary>
    public void Broadcast(int target, Word source) => Evex(PrefixOp | Map2 | 0x59, target, 0, source);

    /// <summary>Every lane shifted right.</summary>
    public void ShiftVectorRight(int target, int source, byte count)
    {
        // The opcode is extended by the field of the target, which stands in the place of the left operand.
        Evex(PrefixOp | Map1 | 0x73, 2, target, source);
        Byte(count);
    }

    /// <summary>The low words of (high : low) shifted right.</summary>
    public void ShiftVectorRight(int target, int high, int low, byte count)
    {
        Evex(PrefixOp | Map3 | 0x73, target, low, high);
        Byte(count);
    }

    /// <summary>Lane i of the target is lane i + count of the source, cyclic.</summary>
    public void RotateLanes(int target, int source, byte count)
    {
        Evex(PrefixOp | Map3 | 0x03, target, source, source);
        Byte(count);
    }

    /// <summary>Two lanes of each source: lanes 0 and 1 for 0, lanes 2 and 3 for 3.</summary>
    public void JoinHalves(int target, int left, int right, byte halves)
    {
        Evex(PrefixOp | Map3 | 0x43, target, left, right);
        Byte(halves);
    }

    /// <summary>Clears the upper parts of the vector registers, as code without AVX expects.</summary>
    public void LeaveVectors()
    {
        Byte(0xC5);
        Byte(0xF8);
        Byte(0x77);
    }

    private void Evex(int op, int target, int left, int right)
    {
        EvexPrefix(op, target, left, (right >> 3) & 1, right >> 4);
        Byte((byte)(0xC0 | ((target & 7) << 3) | (right & 7)));
    }

    private void Evex(int op, int target, int left, Word right)
    {
        EvexPrefix(op, target, left, right.IsConstant ? 0 : (int)right.Base >> 3, 0);
        if (right.IsConstant)
        {
            Operand(target, right);
            return;
        }

        Byte((byte)(0x80 | ((target & 7) << 3) | ((int)right.Base & 7)));
        if (((int)right.Base & 7) == 4) Byte(0x24);
        Integer(right.Offset);
    }

    /// <summary>62, ~R ~X ~B ~R' map, W=1 ~vvvv 1 pp, L'L=01 ~V', opcode.</summary>
    private void EvexPrefix(int op, int target, int left, int b, int x)
    {
        Byte(0x62);
        Byte((byte)(((op >> 8) & 3) | (~target << 4 & 0x80) | ((x ^ 1) << 6) | ((b ^ 1) << 5) | (~target & 0x10)));
        Byte((byte)(0x84 | ((~left & 15) << 3) | (op >> 16)));
        Byte((byte)(0x20 | ((~left >> 1) & 8)));
        Byte((byte)op);
    }
}
