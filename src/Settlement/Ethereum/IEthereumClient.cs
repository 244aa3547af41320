namespace Zkml.Settlement.Ethereum;

/// <summary>What became of a transaction.</summary>
/// <param name="Hash">0x and 64 hexadecimal digits.</param>
/// <param name="Succeeded">False when it was included and reverted.</param>
/// <param name="GasUsed">Of the whole transaction, calldata included.</param>
/// <param name="ContractAddress">The contract that it created, if it did.</param>
public sealed record TransactionReceipt(string Hash, bool Succeeded, ulong GasUsed, string? ContractAddress);

/// <summary>What a call without a transaction gave.</summary>
public sealed class CallResult(bool succeeded, byte[] data)
{
    /// <summary>False when it reverted.</summary>
    public bool Succeeded { get; } = succeeded;

    /// <summary>Returned bytes, or the revert's.</summary>
    public byte[] Data { get; } = data;
}

/// <summary>
/// The few operations on a chain that Zkml needs. Ours speaks JSON-RPC (<see cref="JsonRpcEthereumClient"/>); an adapter over another
/// library needs only this interface.
/// </summary>
public interface IEthereumClient
{
    Task<ulong> ChainId(CancellationToken cancel = default);

    /// <summary>Runs a call on the latest state.</summary>
    Task<CallResult> Call(string to, ReadOnlyMemory<byte> data, CancellationToken cancel = default);

    /// <summary>The gas that a transaction of this account would take; null when it would revert.</summary>
    Task<ulong?> EstimateGas(string from, string? to, ReadOnlyMemory<byte> data, CancellationToken cancel = default);

    /// <summary>Signs, sends and waits for a transaction; <paramref name="to"/> null creates a contract.</summary>
    /// <exception cref="EthereumException">The node refuses it, or it is not included in time.</exception>
    Task<TransactionReceipt> Send(Account from, string? to, ReadOnlyMemory<byte> data, ulong? gasLimit = null, CancellationToken cancel = default);
}

/// <summary>The node answered with an error, or not at all; the message is fit for a user.</summary>
public sealed class EthereumException(string message, Exception? inner = null) : Exception(message, inner);
