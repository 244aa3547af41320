namespace Zkml.Algebra.Fields;

/// <summary>The scalar field of BN254: the order r of G1, G2 and the target group (EIP-197).</summary>
public readonly struct FrModulus : IModulus
{
    public static ulong P0 => 0x43E1F593F0000001UL;

    public static ulong P1 => 0x2833E84879B97091UL;

    public static ulong P2 => 0xB85045B68181585DUL;

    public static ulong P3 => 0x30644E72E131A029UL;

    public static ulong One0 => 0xAC96341C4FFFFFFBUL;

    public static ulong One1 => 0x36FC76959F60CD29UL;

    public static ulong One2 => 0x666EA36F7879462EUL;

    public static ulong One3 => 0x0E0A77C19A07DF2FUL;

    public static ulong RSquared0 => 0x1BB8E645AE216DA7UL;

    public static ulong RSquared1 => 0x53FE3AB1E35C59E3UL;

    public static ulong RSquared2 => 0x8C49833D53BB8085UL;

    public static ulong RSquared3 => 0x0216D0B17F4E44A5UL;

    public static ulong NegInverse => 0xC2E1F593EFFFFFFFUL;

    public static ulong Barrett => 0xA948E8C4C474094FUL;
}
