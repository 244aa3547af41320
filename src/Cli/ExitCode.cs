namespace Zkml.Cli;

/// <summary>What a command's exit code says; scripts depend on the numbers.</summary>
public static class ExitCode
{
    /// <summary>Done, or the proof was accepted.</summary>
    public const int Done = 0;

    /// <summary>The proof, or what it was compared with, was rejected.</summary>
    public const int Rejected = 1;

    /// <summary>Bad usage or bad input; nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by Ctrl-C; nothing was written. 128 and the number of the signal, as shells say it.</summary>
    public const int Cancelled = 130;
}
