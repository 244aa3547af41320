using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Kernels.X64;

/// <content>
/// The full rounds: all four words in lanes. A lane's product is divided by 2^260, so an S-box turns x·2^E into x^5·2^(5E − 1040).
/// Nothing is converted in between: the constants of the rounds are made for E = 256, 240, 160 and −240, and one product
/// with 2^2756 ends four rounds, at E = 256 again.
/// </content>
/// <remarks>
/// Bounds: a product of x and y is below xy/2^260 + p, with 2^260 = 84.6 p. From words below 4.1 p, or sixteen times p by the
/// first matrix, and constants below p, the four rounds start below 17, 21, 23 and 24 p: squares stay below 7.8 p, fourth
/// powers below 1.8 p, fifth below 1.5 p, the last matrix below 24 p and the conversion below 1.3 p. Columns are below 2^57, a
/// matrix makes them at most sixteen times as large.
/// </remarks>
internal sealed partial class Poseidon2Lanes
{
    // Operands that outlive a product; between full rounds the diagonal is not needed.
    private const int Base = Diagonal;

    /// <summary>The whole permutation of the words that rdi points to.</summary>
    /// <param name="address">Where the address of the words is kept.</param>
    public void Permute(Word address)
    {
        for (var k = 0; k < 12; k++) code.LoadVector(Diagonal + k, constants[4 * k]);
        LoadWords(new Word(Reg.Rdi, 0));
        Matrix(X);
        FullRounds(firstFullRounds);
        EnterPartial();
        code.Emit(Op.Address, Reg.Rsi, rounds);
        code.Repeat(Poseidon2Constants.PartialRounds, 8 * Poseidon2Constants52.RoundWords, PartialRound);
        LeavePartial();
        FullRounds(lastFullRounds);
        StoreColumns();
        code.LeaveVectors();
        code.Load(Reg.Rsi, address);
        for (var lane = 0; lane < Poseidon2Constants.Width; lane++)
        {
            Accumulator word = First;
            Join(word, y[lane], 4, y[16 + lane]);
            field.SubtractIfNotBelow(word, field.P);
            field.Store(new Word(Reg.Rsi, 32 * lane), word);
        }
    }

    /// <summary>Four words by four: limbs of all lanes.</summary>
    private void LoadWords(Word source)
    {
        for (var word = 0; word < 4; word++) code.LoadVector(Column + word, source[4 * word]);
        for (var pair = 0; pair < 2; pair++)
        {
            code.Vector(VectorOp.UnpackLow, X + (2 * pair), Column + (2 * pair), Column + (2 * pair) + 1);
            code.Vector(VectorOp.UnpackHigh, X + (2 * pair) + 1, Column + (2 * pair), Column + (2 * pair) + 1);
        }

        for (var word = 0; word < 4; word++) code.JoinHalves(Free + word, X + (word & 1), X + 2 + (word & 1), (byte)(word < 2 ? 0 : 3));
        const int AllLanes = Free + 4;
        code.LoadVector(AllLanes, allLanes);
        Emit(Cut(X, AllLanes));
    }

    /// <summary>Four rounds and the conversion; leaves columns.</summary>
    private void FullRounds(Word roundConstants)
    {
        code.Emit(Op.Address, Reg.Rsi, roundConstants);
        code.Repeat(Poseidon2Constants.FullRounds / 2, 32 * Limbs, FullRound);
        Emit(Carry());
        for (var j = 0; j < Limbs; j++) code.LoadVector(Base + j, conversion[4 * j]);
        Emit([.. Product(X, Base), .. Reduction()]);
    }

    private void FullRound()
    {
        for (var j = 0; j < Limbs; j++) code.Vector(VectorOp.Add, Base + j, X + j, new Word(Reg.Rsi, 32 * j));
        List<Action> carries = [];
        for (var j = 0; j + 1 < Limbs; j++) AddCarry(carries, Base + j, Base + j + 1);
        Emit([.. carries, .. Product(Base, Base), .. Reduction(), .. CarryColumns()]);
        Emit([.. Product(X, X), .. Reduction(), .. CarryColumns()]);
        Emit([.. Product(X, Base), .. Reduction()]);
        Matrix(Column + Limbs);
    }

    /// <summary>X = M_4 x, limb by limb and without carries; the steps are those of <see cref="Poseidon2{T}"/>.</summary>
    private void Matrix(int source)
    {
        const int Left = Free, Right = Free + 1, Other = Free + 2, Zero = Free + 4;
        code.ClearVector(Zero);
        for (var j = 0; j < Limbs; j++)
        {
            var x = source + j;
            code.Vector(VectorOp.UnpackLow, Left, x, x);
            code.Vector(VectorOp.UnpackHigh, Right, x, x);
            code.Vector(VectorOp.Add, Left, Left, Right);
            code.RotateLanes(Other, Left, 2);
            code.Vector(VectorOp.Add, Right, Right, Right);
            code.Vector(VectorOp.Add, Right, Right, Other);
            code.Vector(VectorOp.Add, Left, Left, Left);
            code.Vector(VectorOp.Add, Left, Left, Left);
            code.Vector(VectorOp.Add, Left, Left, Right);
            code.RotateLanes(Right, Right, 2);
            code.Vector(VectorOp.UnpackLow, Right, Right, Zero);
            code.Vector(VectorOp.Add, X + j, Left, Right);
        }
    }

    /// <summary>The upper columns as the next product's operand.</summary>
    private List<Action> CarryColumns()
    {
        List<Action> steps = [Step(VectorOp.Or, X, Column + Limbs, Column + Limbs)];
        for (var j = 0; j + 1 < Limbs; j++)
        {
            int from = X + j, to = X + j + 1, column = Column + Limbs + j + 1;
            steps.Add(() => code.ShiftVectorRight(Free, from, 52));
            steps.Add(Step(VectorOp.Add, to, column, Free));
        }

        return steps;
    }

    /// <summary>The upper columns to memory, for <see cref="Join"/>.</summary>
    private void StoreColumns()
    {
        for (var j = 0; j < Limbs; j++) code.StoreVector(y[4 * j], Column + Limbs + j);
    }

    private static void Emit(List<Action> steps) => steps.ForEach(emit => emit());
}
