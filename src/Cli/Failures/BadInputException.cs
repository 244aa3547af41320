namespace Zkml.Cli.Failures;

/// <summary>The user's arguments or files cannot be used. The message names the file or option and says what to do.</summary>
public sealed class BadInputException : Exception
{
    public BadInputException(string message)
        : base(message)
    {
    }

    public BadInputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
