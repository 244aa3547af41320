using System.Numerics;
using Zkml.Algebra.Hashing;

namespace Zkml.Settlement.Ethereum;

/// <summary>A transaction of type 2 (EIP-1559) without access list and without value.</summary>
public sealed class DynamicFeeTransaction(
    ulong chainId, ulong nonce, BigInteger priorityFee, BigInteger maxFee, ulong gasLimit, string? to, ReadOnlyMemory<byte> data)
{
    /// <summary>Bound by the signature.</summary>
    public ulong ChainId { get; } = chainId;

    /// <summary>Of the sender.</summary>
    public ulong Nonce { get; } = nonce;

    /// <summary>Wei per gas for the block's maker.</summary>
    public BigInteger PriorityFee { get; } = priorityFee;

    /// <summary>Wei per gas at most.</summary>
    public BigInteger MaxFee { get; } = maxFee;

    /// <summary>Gas at most.</summary>
    public ulong GasLimit { get; } = gasLimit;

    /// <summary>Null creates a contract.</summary>
    public string? To { get; } = to;

    /// <summary>Calldata, or the contract's creation code.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;

    private const byte Type = 2;

    /// <summary>The signed transaction as a node takes it.</summary>
    public byte[] Sign(Account account)
    {
        byte[] unsigned = [Type, .. Rlp.List(Fields())];
        var (r, s, parity) = account.Sign(Keccak256.Hash(unsigned));
        return [Type, .. Rlp.List([.. Fields(), Rlp.Encode(new BigInteger(parity)), Rlp.Encode(r), Rlp.Encode(s)])];
    }

    private byte[][] Fields() =>
    [
        Rlp.Encode(new BigInteger(ChainId)),
        Rlp.Encode(new BigInteger(Nonce)),
        Rlp.Encode(PriorityFee),
        Rlp.Encode(MaxFee),
        Rlp.Encode(new BigInteger(GasLimit)),
        Rlp.Encode(To is null ? [] : Convert.FromHexString(To[2..])),
        Rlp.Encode(BigInteger.Zero),
        Rlp.Encode(Data.Span),
        Rlp.List(),
    ];
}
