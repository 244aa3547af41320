using Zkml.Settlement.Contracts;
using Zkml.Settlement.Ethereum;
using Zkml.Settlement.Anvil;

namespace Zkml.Settlement.Tests;

/// <summary>A local node with the verifier and the registry deployed, shared by the tests of one class.</summary>
public sealed class Chain : IAsyncLifetime
{
    private AnvilNode? node;

    public JsonRpcEthereumClient Client { get; private set; } = null!;

    public Account Account { get; } = Account.FromPrivateKey(AnvilNode.DevelopmentKey);

    public VerifierContract Verifier { get; private set; } = null!;

    public RegistryContract Registry { get; private set; } = null!;

    public TransactionReceipt Deployment { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Build output may stand outside the tree; the source file's own path does not.
        var binary = AnvilNode.FindBinary() ?? Path.Combine(RepositoryRoot(), "contracts/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
        node = await AnvilNode.Start(binary, port: 0);
        Client = new JsonRpcEthereumClient(node.Url);
        (Verifier, Deployment) = await VerifierContract.Deploy(Client, Account, ProvenModels.Srs.G2Tau.ToBytes());
        Registry = await RegistryContract.Deploy(Client, Account);
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));

    public Task DisposeAsync()
    {
        Client?.Dispose();
        node?.Dispose();
        return Task.CompletedTask;
    }
}
