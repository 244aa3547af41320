using System.Diagnostics;
using System.Globalization;
using Zkml.Settlement.Ethereum;

namespace Zkml.Settlement.Anvil;

/// <summary>A local chain for tests and demonstrations: the bundled <c>anvil</c> on a loopback port, gone when disposed.</summary>
public sealed class AnvilNode : IDisposable
{
    /// <summary>The first account of anvil's well-known mnemonic: public, funded on a local chain only.</summary>
    public const string DevelopmentKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private const string Binary = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";

    /// <summary>How long a loaded machine may take to start it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private AnvilNode(Process process, int port)
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

    /// <summary>Starts a node and waits until it listens.</summary>
    /// <param name="port">0 lets it choose a free one, so that several can start at once.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="EthereumException">There is no anvil, or it does not start.</exception>
    public static Task<AnvilNode> Start(int port = 0, CancellationToken cancel = default) => Start(
        FindBinary() ?? throw new EthereumException("No anvil here. Run `npm ci --ignore-scripts` in contracts/, or set ZKML_ANVIL to its path."),
        port,
        cancel);

    /// <summary>The same with the anvil at a path.</summary>
    public static async Task<AnvilNode> Start(string binary, int port, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(binary, ["--host", "127.0.0.1", "--port", $"{port}", "--color", "never"]) { RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new EthereumException($"{binary} did not start.");
        try
        {
            return new AnvilNode(process, await ListeningPort(process, cancel).WaitAsync(Patience, cancel));
        }
        catch (Exception e)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            if (e is TimeoutException) throw new EthereumException($"{binary} does not listen on port {port} after {Patience.TotalSeconds} s.");
            throw;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>Reads what anvil prints until it names its port; the rest, its log of requests, is read and dropped.</summary>
    private static Task<int> ListeningPort(Process process, CancellationToken cancel)
    {
        const string Announcement = "Listening on 127.0.0.1:";
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) port.TrySetException(new EthereumException($"{process.StartInfo.FileName} ended before it listened."));
            else if (line.Data.StartsWith(Announcement, StringComparison.Ordinal)) port.TrySetResult(int.Parse(line.Data.AsSpan(Announcement.Length), CultureInfo.InvariantCulture));
        };
        process.BeginOutputReadLine();
        return port.Task.WaitAsync(cancel);
    }
}
