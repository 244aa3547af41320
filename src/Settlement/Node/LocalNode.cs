using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Zkml.Settlement.Ethereum;

namespace Zkml.Settlement.Node;

/// <summary>A local chain for tests and demonstrations: the bundled <c>anvil</c> on a loopback port, gone when disposed.</summary>
public sealed class LocalNode : IDisposable
{
    /// <summary>The first account of anvil's well-known mnemonic: public, funded on a local chain only.</summary>
    public const string DevelopmentKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private const string Binary = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";

    private readonly Process process;

    private LocalNode(Process process, int port)
    {
        this.process = process;
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    public Process Process => process;

    /// <summary>Where anvil is: <c>ZKML_ANVIL</c>, the contracts folder of the repository (<c>ZKML_ROOT</c>, or above this program or the working directory), or the path; null when it is nowhere.</summary>
    public static string? FindBinary()
    {
        if (Environment.GetEnvironmentVariable("ZKML_ANVIL") is { Length: > 0 } chosen) return File.Exists(chosen) ? chosen : null;
        foreach (var start in (string?[])[Environment.GetEnvironmentVariable("ZKML_ROOT"), AppContext.BaseDirectory, Environment.CurrentDirectory])
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                var candidate = Path.Combine(folder, "contracts", Binary);
                if (File.Exists(candidate)) return candidate;
            }
        }
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "anvil")).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts a node and waits until it answers.</summary>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="EthereumException">There is no anvil, or it does not start.</exception>
    public static async Task<LocalNode> Start(int port = 0, CancellationToken cancel = default)
    {
        var binary = FindBinary()
            ?? throw new EthereumException("No anvil here. Run `npm ci --ignore-scripts` in contracts/, or set ZKML_ANVIL to its path.");
        if (port == 0) port = FreePort();
        var process = Process.Start(new ProcessStartInfo(binary, ["--host", "127.0.0.1", "--port", $"{port}", "--silent"]))
            ?? throw new EthereumException($"{binary} did not start.");
        var node = new LocalNode(process, port);
        using var client = new JsonRpcEthereumClient(node.Url);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                await client.ChainId(cancel);
                return node;
            }
            catch (EthereumException) when (!process.HasExited)
            {
                await Task.Delay(100, cancel);
            }
        }
        node.Dispose();
        throw new EthereumException($"{binary} does not answer on port {port}.");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
