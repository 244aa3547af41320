namespace Zkml.Algebra.Fields;

/// <summary>The base field of BN254: the modulus q of the coordinates (EIP-197).</summary>
public readonly struct FqModulus : IModulus
{
    public static ulong P0 => 0x3C208C16D87CFD47UL;

    public static ulong P1 => 0x97816A916871CA8DUL;

    public static ulong P2 => 0xB85045B68181585DUL;

    public static ulong P3 => 0x30644E72E131A029UL;

    public static ulong One0 => 0xD35D438DC58F0D9DUL;

    public static ulong One1 => 0x0A78EB28F5C70B3DUL;

    public static ulong One2 => 0x666EA36F7879462CUL;

    public static ulong One3 => 0x0E0A77C19A07DF2FUL;

    public static ulong RSquared0 => 0xF32CFC5B538AFA89UL;

    public static ulong RSquared1 => 0xB5E71911D44501FBUL;

    public static ulong RSquared2 => 0x47AB1EFF0A417FF6UL;

    public static ulong RSquared3 => 0x06D89F71CAB8351FUL;

    public static ulong NegInverse => 0x87D20782E4866389UL;

    public static ulong Barrett => 0xA948E8C4C474094FUL;
}
