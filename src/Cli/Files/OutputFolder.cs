using Zkml.Cli.Failures;

namespace Zkml.Cli.Files;

/// <summary>The folder that a command fills. One that was created here disappears again when the command fails.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly bool created;
    private bool isKept;

    private OutputFolder(string path, bool created) => (Path, this.created) = (path, created);

    public string Path { get; }

    /// <summary>Creates the folder when there is none; fails early when files cannot be written to it.</summary>
    public static OutputFolder Open(string path)
    {
        if (File.Exists(path)) throw new BadInputException($"Cannot write to '{path}': it is a file. Name a folder.");
        try
        {
            var exists = Directory.Exists(path);
            Directory.CreateDirectory(path);
            var folder = new OutputFolder(path, !exists);
            FileSet.RequireWritable(folder.PathOf("write-test"));
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"Cannot create the folder '{path}': {e.Message}", e);
        }
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Says that the command has done its work.</summary>
    public void Keep() => isKept = true;

    public void Dispose()
    {
        if (created && !isKept && Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
    }
}
