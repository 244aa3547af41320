using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace Zkml.Settlement.Ethereum;

/// <summary>An Ethereum node over JSON-RPC (https://ethereum.org/en/developers/docs/apis/json-rpc).</summary>
public sealed class JsonRpcEthereumClient : IEthereumClient, IDisposable
{
    private static readonly BigInteger PriorityFee = 1_000_000_000;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Uri url;
    private readonly TimeSpan wait;
    private int nextId;

    /// <param name="url">http or https.</param>
    /// <param name="inclusion">How long to wait for a transaction; two minutes without it.</param>
    /// <exception cref="EthereumException">The URL is not one.</exception>
    public JsonRpcEthereumClient(string url, TimeSpan? inclusion = null)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw new EthereumException($"'{url}' is not the URL of a node; give one such as http://127.0.0.1:8545.");
        }
        (this.url, wait) = (parsed, inclusion ?? TimeSpan.FromMinutes(2));
    }

    public void Dispose() => http.Dispose();

    public async Task<ulong> ChainId(CancellationToken cancel = default) => Number(await Request("eth_chainId", cancel));

    public async Task<CallResult> Call(string to, ReadOnlyMemory<byte> data, CancellationToken cancel = default)
    {
        var (result, error) = await Post("eth_call", [new JsonObject { ["to"] = to, ["data"] = Hex(data.Span) }, "latest"], cancel);
        if (error is null) return new CallResult(true, Bytes(result));
        return RevertData(error) is { } revert ? new CallResult(false, revert) : throw Failure("eth_call", error);
    }

    public async Task<ulong?> EstimateGas(string from, string? to, ReadOnlyMemory<byte> data, CancellationToken cancel = default)
    {
        var call = new JsonObject { ["from"] = from, ["data"] = Hex(data.Span) };
        if (to is not null) call["to"] = to;
        var (result, error) = await Post("eth_estimateGas", [call], cancel);
        if (error is null) return Number(result);
        return RevertData(error) is null ? throw Failure("eth_estimateGas", error) : null;
    }

    public async Task<TransactionReceipt> Send(
        Account from, string? to, ReadOnlyMemory<byte> data, ulong? gasLimit = null, CancellationToken cancel = default)
    {
        var limit = gasLimit ?? await EstimateGas(from.Address, to, data, cancel)
            ?? throw new EthereumException("The transaction would revert; nothing was sent.");
        var nonce = Number(await Request("eth_getTransactionCount", cancel, from.Address, "pending"));
        var block = await Request("eth_getBlockByNumber", cancel, "latest", false);
        var fee = (2 * new BigInteger(Number(block?["baseFeePerGas"]))) + PriorityFee;
        var transaction = new DynamicFeeTransaction(await ChainId(cancel), nonce, PriorityFee, fee, limit, to, data);
        var hash = (await Request("eth_sendRawTransaction", cancel, Hex(transaction.Sign(from))))!.GetValue<string>();
        return await Receipt(hash, cancel);
    }

    private async Task<TransactionReceipt> Receipt(string hash, CancellationToken cancel)
    {
        var until = DateTime.UtcNow + wait;
        while (DateTime.UtcNow < until)
        {
            if (await Request("eth_getTransactionReceipt", cancel, hash) is { } receipt)
            {
                return new TransactionReceipt(
                    hash, Number(receipt["status"]) == 1, Number(receipt["gasUsed"]), receipt["contractAddress"]?.GetValue<string>());
            }
            await Task.Delay(100, cancel);
        }
        throw new EthereumException($"Transaction {hash} was not included within {wait.TotalSeconds:0} s; it may still be.");
    }

    private async Task<JsonNode?> Request(string method, CancellationToken cancel, params JsonNode?[] parameters)
    {
        var (result, error) = await Post(method, parameters, cancel);
        return error is null ? result : throw Failure(method, error);
    }

    private async Task<(JsonNode? Result, JsonNode? Error)> Post(string method, JsonNode?[] parameters, CancellationToken cancel)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0", ["id"] = Interlocked.Increment(ref nextId), ["method"] = method, ["params"] = new JsonArray(parameters),
        };
        try
        {
            using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(url, content, cancel);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel));
            return (answer?["result"], answer?["error"]);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new EthereumException($"No answer from the node at {url}: {e.Message} Is it running? `zkml evm dev` starts a local one.", e);
        }
    }

    private static EthereumException Failure(string method, JsonNode error) => new($"The node refused {method}: {error["message"]}");

    /// <summary>The bytes that a revert returned; null when the error is none.</summary>
    private static byte[]? RevertData(JsonNode error)
    {
        var data = error["data"] is JsonObject nested ? nested["data"] : error["data"];
        if (data is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith("0x", StringComparison.Ordinal)) return Bytes(value);
        return error["code"]?.GetValue<int>() == 3 ? [] : null;
    }

    private static byte[] Bytes(JsonNode? node) => Convert.FromHexString((node?.GetValue<string>() ?? "0x")[2..]);

    private static ulong Number(JsonNode? node) =>
        ulong.TryParse((node?.GetValue<string>() ?? "0x0")[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new EthereumException($"The node answered {node} where a number was expected.");

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
