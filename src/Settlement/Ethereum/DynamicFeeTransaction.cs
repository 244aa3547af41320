using System.Numerics;
using Zkml.Algebra.Hashing;

namespace Zkml.Settlement.Ethereum;

/// <summary>A transaction of type 2 (EIP-1559) without access list and without value.</summary>
/// <param name="ChainId">Bound by the signature.</param>
/// <param name="Nonce">Of the sender.</param>
/// <param name="PriorityFee">Wei per gas for the block's maker.</param>
/// <param name="MaxFee">Wei per gas at most.</param>
/// <param name="GasLimit">Gas at most.</param>
/// <param name="To">Null creates a contract.</param>
/// <param name="Data">Calldata, or the contract's creation code.</param>
public sealed record DynamicFeeTransaction(
    ulong ChainId, ulong Nonce, BigInteger PriorityFee, BigInteger MaxFee, ulong GasLimit, string? To, ReadOnlyMemory<byte> Data)
{
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
