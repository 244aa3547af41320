using System.Buffers.Binary;
using System.Text;
using Zkml.Algebra.Curves;

namespace Zkml.Wire;

/// <summary>Reads one item of a list.</summary>
public delegate T ReadItem<T>(ref ByteReader from);

/// <summary>
/// Reads the primitives of docs/file-formats.md §1 from bytes of anybody. It never throws: the first error stays, and from then on
/// nothing is left and every read gives zero or nothing, so that a decoder reads straight on and asks for <see cref="Error"/> once,
/// before it uses what it read. Every count is held against the bytes that are left before anything is allocated for it.
/// </summary>
public ref struct ByteReader
{
    private const int MaxVarintShift = 63;
    private const string NoPoint = "a point that is not canonical or not on the curve";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes;

    public ByteReader(ReadOnlySpan<byte> bytes)
        : this(bytes, 0, null)
    {
    }

    internal ByteReader(ReadOnlySpan<byte> bytes, int position, WireError? error)
    {
        this.bytes = bytes;
        Position = position;
        Error = error;
    }

    /// <summary>The first error, null while there is none.</summary>
    public WireError? Error { get; private set; }

    public readonly bool Failed => Error is not null;

    /// <summary>The part of the format that is read now; an error names it.</summary>
    public string Part { get; set; } = "";

    /// <summary>The byte that is read next.</summary>
    public int Position { get; private set; }

    /// <summary>The bytes that are left; none after an error.</summary>
    public readonly int Remaining => Failed ? 0 : bytes.Length - Position;

    /// <summary>Records an error at the current position; the first one stays.</summary>
    public void Fail(string reason) => FailAt(Position, reason);

    /// <summary>Records an error unless the condition holds.</summary>
    public void Require(bool condition, string reason)
    {
        if (!condition) Fail(reason);
    }

    /// <summary>Requires that nothing is left.</summary>
    public void End()
    {
        if (Remaining > 0) Fail($"{Remaining} bytes after the end");
    }

    /// <summary>As many bytes, or none and an error.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
        {
            Fail("truncated");
            return [];
        }
        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>One byte, 0 or 1.</summary>
    public bool Flag()
    {
        var (start, value) = (Position, Byte());
        if (value > 1) FailAt(start, $"{value} is no truth value");
        return value == 1;
    }

    /// <summary>Minimal LEB128 of at most 64 bits.</summary>
    public ulong Unsigned()
    {
        var (start, value) = (Position, 0UL);
        for (var shift = 0; shift <= MaxVarintShift; shift += 7)
        {
            var b = Byte();
            if (shift == MaxVarintShift && b > 1) break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b >= 0x80) continue;
            if (b == 0 && shift > 0) FailAt(start, "a number that is not canonical");
            return Failed ? 0 : value;
        }
        FailAt(start, "a number above 64 bits");
        return 0;
    }

    /// <summary>Zigzag, then LEB128.</summary>
    public long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>A signed number of 32 bits.</summary>
    public int SignedInt()
    {
        var (start, value) = (Position, Signed());
        if (value is >= int.MinValue and <= int.MaxValue) return (int)value;
        FailAt(start, $"{value} is no 32-bit number");
        return 0;
    }

    /// <summary>An index or small number in [0, <paramref name="max"/>].</summary>
    public int Number(int max) => Number(0, max);

    /// <summary>A number in [<paramref name="min"/>, <paramref name="max"/>], or <paramref name="min"/> and an error.</summary>
    public int Number(int min, int max)
    {
        var (start, value) = (Position, Unsigned());
        if (!Failed && value <= int.MaxValue && (int)value >= min && (int)value <= max) return (int)value;
        FailAt(start, min == 0 ? $"{value} where at most {max} is possible" : $"{value} where {min} to {max} is possible");
        return min;
    }

    /// <summary>The number of items that follow, each of at least <paramref name="itemBytes"/> bytes.</summary>
    public int Count(int itemBytes)
    {
        var (start, value) = (Position, Unsigned());
        if (value <= (ulong)(Remaining / itemBytes)) return (int)value;
        FailAt(start, $"truncated: {value} items of at least {itemBytes} bytes where {Remaining} bytes are left");
        return 0;
    }

    /// <summary>A count and as many items, each of at least <paramref name="itemBytes"/> bytes; empty after an error in any of them.</summary>
    public T[] List<T>(int itemBytes, ReadItem<T> read) => Items(Count(itemBytes), itemBytes, read);

    /// <summary>As many items, each of at least <paramref name="itemBytes"/> bytes, when their number is known; empty after an error.</summary>
    public T[] Items<T>(int count, int itemBytes, ReadItem<T> read)
    {
        if (count > Remaining / itemBytes) Fail("truncated");
        var items = new T[Failed ? 0 : count];
        for (var k = 0; k < items.Length && !Failed; k++) items[k] = read(ref this);
        return Failed ? [] : items;
    }

    /// <summary>Length-framed bytes.</summary>
    public ReadOnlySpan<byte> Block() => Take(Count(1));

    /// <summary>Length-framed UTF-8 of at most <paramref name="maxBytes"/> bytes.</summary>
    public string Text(int maxBytes = int.MaxValue)
    {
        var start = Position;
        var block = Block();
        if (block.Length > maxBytes)
        {
            FailAt(start, $"a text of {block.Length} bytes, at most {maxBytes} are possible");
            return "";
        }
        try
        {
            return StrictUtf8.GetString(block);
        }
        catch (DecoderFallbackException)
        {
            FailAt(start, "text that is not UTF-8");
            return "";
        }
    }

    /// <summary>IEEE 754 bits, the form of tensor descriptions.</summary>
    public double DoubleBigEndian() => Take(8) is { Length: 8 } found ? BinaryPrimitives.ReadDoubleBigEndian(found) : 0;

    /// <summary>IEEE 754 bits, the form of integer graphs.</summary>
    public double DoubleLittleEndian() => Take(8) is { Length: 8 } found ? BinaryPrimitives.ReadDoubleLittleEndian(found) : 0;

    /// <summary>32 bytes, big-endian, below r.</summary>
    public Fr Scalar()
    {
        var start = Position;
        if (!Fr.TryFromBytes(Take(Fr.ByteLength), out var value)) FailAt(start, "a scalar that is not canonical");
        return value;
    }

    /// <summary>x‖y, big-endian, on the curve; 64 zero bytes are infinity.</summary>
    public G1Affine G1()
    {
        var start = Position;
        if (!G1Affine.TryFromBytes(Take(G1Affine.ByteLength), out var value)) FailAt(start, NoPoint);
        return value;
    }

    /// <summary>x.c1‖x.c0‖y.c1‖y.c0, big-endian, in the subgroup of order r; zero bytes are infinity.</summary>
    public G2Affine G2()
    {
        var start = Position;
        if (!G2Affine.TryFromBytes(Take(G2Affine.ByteLength), out var value)) FailAt(start, NoPoint);
        return value;
    }

    private void FailAt(int position, string reason) => Error ??= new WireError(Part, position, reason);
}
