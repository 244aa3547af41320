using Zkml.Cli.Failures;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Files;

/// <summary>Reads wrapper keys. As with verifying keys, one that does not check out is bad input, not a rejected proof.</summary>
internal static class WrapperKeySource
{
    /// <summary>The name that <c>zkml wrap</c> gives the key without --key-out.</summary>
    public const string Name = "wrapper.vk";

    /// <summary>Whether a file is a wrapper key, by its first bytes.</summary>
    public static bool IsOne(string path) => WrapperKeyCodec.Frame.Matches(InputPath.Read(path, "key"));

    /// <summary>The content of the file; its parts are not checked against each other.</summary>
    public static WrapperKeyFile Read(string path)
    {
        var bytes = InputPath.Read(path, "wrapper key");
        if (WrapperKeyCodec.TryDecode(bytes, out var rejection) is { } file) return file;
        var hint = WrapperKeyCodec.Frame.Matches(bytes) ? "Get it again from its publisher." : "zkml wrap --key-out writes one.";
        throw new BadInputException($"The wrapper key '{path}' cannot be used: {rejection?.What}. {hint}");
    }

    /// <summary>Reads a key and checks what it says about itself; only <c>zkml evm audit</c> shows that it is the model's.</summary>
    public static (WrapperKeyFile File, WrapperKey Key) Load(string path)
    {
        var file = Read(path);
        return file.Prepare(out var rejection) is { } key
            ? (file, key)
            : throw new BadInputException($"The wrapper key '{path}' is not to be trusted: {rejection}. Get it again from its publisher.");
    }

    /// <summary>The model's hash as 64 hexadecimal digits.</summary>
    public static string ModelHash(CoreKey core) => HexText.Of(core.Digest);
}
