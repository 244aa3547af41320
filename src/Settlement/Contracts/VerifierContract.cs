using Zkml.Settlement.Ethereum;

namespace Zkml.Settlement.Contracts;

/// <summary>What the contract said to a proof.</summary>
/// <param name="Accepted">Whether it holds.</param>
/// <param name="Error">The custom error otherwise.</param>
public sealed record ContractVerdict(bool Accepted, string? Error);

/// <summary>A deployed <c>ZkmlVerifier</c>.</summary>
public sealed class VerifierContract(IEthereumClient client, string address)
{
    public string Address { get; } = address;

    /// <summary>Deploys the contract for a reference string.</summary>
    /// <param name="client">The chain.</param>
    /// <param name="from">Pays.</param>
    /// <param name="tau">[τ]₂ in 128 bytes, x1 x0 y1 y0.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="EthereumException">The node refuses, or the constructor does.</exception>
    public static async Task<(VerifierContract Contract, TransactionReceipt Receipt)> Deploy(
        IEthereumClient client, Account from, ReadOnlyMemory<byte> tau, CancellationToken cancel = default)
    {
        var receipt = await client.Send(from, null, (byte[])[.. ContractArtifact.ZkmlVerifier.Creation, .. tau.Span], null, cancel);
        if (!receipt.Succeeded || receipt.ContractAddress is null) throw new EthereumException($"Deployment failed in transaction {receipt.Hash}.");
        return (new VerifierContract(client, receipt.ContractAddress), receipt);
    }

    /// <summary>Asks the contract, without a transaction.</summary>
    /// <param name="calldata">A whole call of <c>verify</c>.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<ContractVerdict> Verify(ReadOnlyMemory<byte> calldata, CancellationToken cancel = default)
    {
        var result = await client.Call(Address, calldata, cancel);
        if (!result.Succeeded) return new ContractVerdict(false, ContractArtifact.ZkmlVerifier.DescribeRevert(result.Data));
        var accepted = result.Data.Length == 32 && result.Data[^1] == 1;
        return new ContractVerdict(accepted, accepted ? null : $"nothing of the kind is deployed at {Address}");
    }

    /// <summary>Sends the call as a transaction: what it costs, on the record.</summary>
    public Task<TransactionReceipt> Submit(Account from, ReadOnlyMemory<byte> calldata, CancellationToken cancel = default) =>
        client.Send(from, Address, calldata, null, cancel);
}
