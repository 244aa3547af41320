using System.Runtime.CompilerServices;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Fields;

/// <content>Sums of products with one reduction for all terms.</content>
public readonly partial struct Fp<TModulus>
{
    /// <summary>
    /// Σ a_i·b_i as a plain 576-bit integer: a term costs half of a product, the reduction comes once, in
    /// <see cref="Reduce"/>. Room for 2^64 terms. Starts from <c>default</c>; a mutable struct, so never readonly.
    /// </summary>
    public struct ProductSum
    {
        private ulong t0;
        private ulong t1;
        private ulong t2;
        private ulong t3;
        private ulong t4;
        private ulong t5;
        private ulong t6;
        private ulong t7;
        private ulong t8;

        /// <summary>Adds a·b.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(in Fp<TModulus> a, in Fp<TModulus> b)
        {
            ulong a0 = a.L0, a1 = a.L1, a2 = a.L2, a3 = a.L3;

            // Row i ends in column i + 4, and its carry out belongs to column i + 5: where row i + 1 ends.
            ulong carry = 0;
            var c = MulAdd(b.L0, a0, t0, out t0);
            ulong s1 = t1, s2 = t2, s3 = t3;
            c = MulAddAdd(b.L0, a1, s1, c, out s1);
            c = MulAddAdd(b.L0, a2, s2, c, out s2);
            c = MulAddAdd(b.L0, a3, s3, c, out s3);
            var s4 = AddCarry(t4, c, ref carry);

            c = MulAdd(b.L1, a0, s1, out t1);
            c = MulAddAdd(b.L1, a1, s2, c, out s2);
            c = MulAddAdd(b.L1, a2, s3, c, out s3);
            c = MulAddAdd(b.L1, a3, s4, c, out s4);
            var s5 = AddCarry(t5, c, ref carry);

            c = MulAdd(b.L2, a0, s2, out t2);
            c = MulAddAdd(b.L2, a1, s3, c, out s3);
            c = MulAddAdd(b.L2, a2, s4, c, out s4);
            c = MulAddAdd(b.L2, a3, s5, c, out s5);
            var s6 = AddCarry(t6, c, ref carry);

            c = MulAdd(b.L3, a0, s3, out t3);
            c = MulAddAdd(b.L3, a1, s4, c, out t4);
            c = MulAddAdd(b.L3, a2, s5, c, out t5);
            c = MulAddAdd(b.L3, a3, s6, c, out t6);
            t7 = AddCarry(t7, c, ref carry);
            t8 += carry;
        }

        /// <summary>The sum as a field element.</summary>
        public readonly Fp<TModulus> Reduce()
        {
            // Stored limbs are x·R, so the integer is (Σ x·y)·R² and has to lose one R: the low four limbs through
            // a product by the integer one, the next four just modulo p, the last one times R.
            Fp<TModulus> low = MultiplyByWords(new(1, 0, 0, 0), t0, t1, t2, t3);
            return low + ReduceMontgomeryLimbs(t4, t5, t6, t7) + FromUInt64(t8);
        }
    }
}
