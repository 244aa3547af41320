using System.Buffers.Binary;
using System.Text;
using Zkml.Settlement.Ethereum;

namespace Zkml.Settlement.Contracts;

/// <summary>A deployed <c>ModelRegistry</c>.</summary>
public sealed class RegistryContract(IEthereumClient client, string address)
{
    public string Address { get; } = address;

    /// <exception cref="EthereumException">The node refuses.</exception>
    public static async Task<RegistryContract> Deploy(IEthereumClient client, Account from, CancellationToken cancel = default)
    {
        var receipt = await client.Send(from, null, ContractArtifact.ModelRegistry.Creation, null, cancel);
        if (!receipt.Succeeded || receipt.ContractAddress is null) throw new EthereumException($"Deployment failed in transaction {receipt.Hash}.");
        return new RegistryContract(client, receipt.ContractAddress);
    }

    /// <summary>Registers a wrapper key under keccak256 of its bytes.</summary>
    /// <exception cref="EthereumException">The node or the contract refuses; a key can be registered once.</exception>
    public async Task<TransactionReceipt> Register(Account from, byte[] key, string name, CancellationToken cancel = default)
    {
        var text = Encoding.UTF8.GetBytes(name);
        byte[] data =
        [
            .. ContractArtifact.Selector("register(bytes,string)"), .. Word(64), .. Word(96 + Padded(key.Length)),
            .. Word(key.Length), .. key, .. new byte[Padded(key.Length) - key.Length],
            .. Word(text.Length), .. text, .. new byte[Padded(text.Length) - text.Length],
        ];
        var call = await client.Call(Address, data, cancel);
        if (!call.Succeeded) throw new EthereumException($"The registry refuses: {ContractArtifact.ModelRegistry.DescribeRevert(call.Data)}.");
        return await client.Send(from, Address, data, null, cancel);
    }

    /// <summary>Who registered a model and when (seconds since 1970); null when nobody did.</summary>
    public async Task<(string Publisher, ulong Time)?> Find(byte[] modelId, CancellationToken cancel = default)
    {
        var result = await client.Call(Address, (byte[])[.. ContractArtifact.Selector("model(bytes32)"), .. modelId], cancel);
        if (!result.Succeeded || result.Data.Length != 64) throw new EthereumException($"No model registry is deployed at {Address}.");
        var publisher = result.Data.AsSpan(12, 20);
        if (!publisher.ContainsAnyExcept((byte)0)) return null;
        return ("0x" + Convert.ToHexStringLower(publisher), BinaryPrimitives.ReadUInt64BigEndian(result.Data.AsSpan(56)));
    }

    private static int Padded(int length) => (length + 31) / 32 * 32;

    private static byte[] Word(int value)
    {
        var word = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(word.AsSpan(28), value);
        return word;
    }
}
