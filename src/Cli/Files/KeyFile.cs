using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Files;

/// <summary>Reads verifying keys. A key that does not check out is bad input, not a rejected proof.</summary>
internal static class KeyFile
{
    /// <summary>The name of the key in a folder that <c>zkml compile</c> wrote.</summary>
    public const string Name = "model.vk";

    /// <summary>Reads and fully checks a key, its certificate included.</summary>
    public static PreparedKey Load(string path)
    {
        var key = Decode(path);
        return key.Prepare(out var rejection)
            ?? throw new BadInputException($"The key '{path}' is not to be trusted: {rejection}. Get it again from its publisher.");
    }

    /// <summary>The warnings that verification under a key cannot go without.</summary>
    public static void WarnAbout(VerifyingKey key, Reporter reporter)
    {
        switch (key.Setup)
        {
            case SetupOrigin.Development:
                reporter.Warn("this key is under the insecure development SRS, whose secret is public: ANYONE CAN FORGE PROOFS. Compile with --srs (zkml setup --ptau) before you rely on it.");
                break;
            case SetupOrigin.Unknown:
                reporter.Warn("this key's SRS is of unknown origin: whoever made it may know its secret, and could FORGE PROOFS. Rely on it only if you trust its maker.");
                break;
        }
    }

    private static VerifyingKey Decode(string path)
    {
        var bytes = InputPath.Read(path, "verifying key");
        return KeyCodec.TryDecode(bytes, out var rejection)
            ?? throw new BadInputException($"The key '{path}' cannot be used: {rejection?.What}. Get it again from its publisher.");
    }
}
