namespace Zkml.Algebra.Kernels.X64;

/// <content>
/// The vector instructions of a round, each a step that can stand anywhere between scalar instructions: X gets A added, its
/// lanes are summed, carried, multiplied by the diagonal and reduced.
/// </content>
internal sealed partial class Poseidon2Lanes
{
    /// <summary>X = the last products, which leave their columns as they are, + A.</summary>
    private List<Action> Add()
    {
        List<Action> steps = [];
        for (var word = 0; word < 4; word++)
        {
            var target = Free + word;
            Word source = a[word];
            steps.Add(() => code.Broadcast(target, source));
        }

        steps.AddRange(Cut(X));
        for (var j = 0; j < Limbs; j++) steps.Add(Step(VectorOp.Add, X + j, X + j, Column + Limbs + j));
        return steps;
    }

    /// <summary>Four words in the free registers as five limbs, in the three lanes that count.</summary>
    private List<Action> Cut(int target, int mask = Mask) =>
    [
        Step(VectorOp.And, target, Free, mask),
        () => code.ShiftVectorRight(target + 1, Free + 1, Free, 52),
        Step(VectorOp.And, target + 1, target + 1, mask),
        () => code.ShiftVectorRight(target + 2, Free + 2, Free + 1, 40),
        Step(VectorOp.And, target + 2, target + 2, mask),
        () => code.ShiftVectorRight(target + 3, Free + 3, Free + 2, 28),
        Step(VectorOp.And, target + 3, target + 3, mask),
        () => code.ShiftVectorRight(target + 4, Free + 3, 16),
        Step(VectorOp.And, target + 4, target + 4, mask),
    ];

    /// <summary>The limbs of Σ X_i + e_k, each below 2^60, to memory.</summary>
    private List<Action> SumLanes()
    {
        const int Low = Free, High = Free + 1, OtherLow = Free + 2, OtherHigh = Free + 3, Last = Free + 4;
        return
        [
            Step(VectorOp.UnpackLow, Low, X, X + 1),
            Step(VectorOp.UnpackHigh, High, X, X + 1),
            Step(VectorOp.UnpackLow, OtherLow, X + 2, X + 3),
            Step(VectorOp.UnpackHigh, OtherHigh, X + 2, X + 3),
            Step(VectorOp.Add, Low, Low, High),
            Step(VectorOp.Add, OtherLow, OtherLow, OtherHigh),
            () => code.JoinHalves(High, Low, OtherLow, 0),
            () => code.JoinHalves(OtherHigh, Low, OtherLow, 3),
            Step(VectorOp.Add, High, High, OtherHigh),
            () => code.Vector(VectorOp.Add, High, High, new Word(Reg.Rsi, 0)),
            () => code.StoreVector(sums, High),
            () => code.RotateLanes(Last, X + 4, 2),
            Step(VectorOp.Add, Last, Last, X + 4),
            () => code.RotateLanes(Low, Last, 1),
            Step(VectorOp.Add, Last, Last, Low),
            () => code.Vector(VectorOp.Add, Last, Last, new Word(Reg.Rsi, 32)),
            () => code.StoreVector(top, Last),
        ];
    }

    /// <summary>Moves what is beyond 52 bits up; products read 52 bits.</summary>
    private List<Action> Carry()
    {
        List<Action> steps = [];
        for (var j = 0; j + 1 < Limbs; j++) AddCarry(steps, X + j, X + j + 1);
        return steps;
    }

    private void AddCarry(List<Action> steps, int from, int to)
    {
        steps.Add(() => code.ShiftVectorRight(Free, from, 52));
        steps.Add(Step(VectorOp.Add, to, to, Free));
    }

    /// <summary>Ten columns of the products of five limbs each.</summary>
    private List<Action> Product(int left, int right)
    {
        List<Action> steps = [];
        for (var column = 0; column < 2 * Limbs; column++)
        {
            var target = Column + column;
            steps.Add(() => code.ClearVector(target));
        }

        for (var i = 0; i < Limbs; i++) AddMultiple(steps, i, left + i, right);
        return steps;
    }

    /// <summary>Five Montgomery steps of 52 bits; the upper five columns are the product divided by 2^260.</summary>
    private List<Action> Reduction()
    {
        const int Quotient = Free + 1;
        List<Action> steps = [];
        for (var i = 0; i < Limbs; i++)
        {
            steps.Add(() => code.ClearVector(Quotient));
            steps.Add(Step(VectorOp.MultiplyLow, Quotient, Column + i, NegInverse));
            AddMultiple(steps, i, Quotient, Modulus);
            AddCarry(steps, Column + i, Column + i + 1);
        }

        return steps;
    }

    /// <summary>Adds one limb times five to the columns.</summary>
    private void AddMultiple(List<Action> steps, int first, int limb, int factor)
    {
        for (var j = 0; j < Limbs; j++)
        {
            steps.Add(Step(VectorOp.MultiplyLow, Column + first + j, limb, factor + j));
            steps.Add(Step(VectorOp.MultiplyHigh, Column + first + j + 1, limb, factor + j));
        }
    }

    private Action Step(VectorOp op, int target, int left, int right) => () => code.Vector(op, target, left, right);
}
