using Zkml.Cli.Failures;

namespace Zkml.Cli.Files;

/// <summary>
/// Files that appear together: each is written to a temporary file in its folder, and all are renamed at the end, so
/// that a crash, a full disk or bad input leaves existing files as they were.
/// </summary>
internal sealed class FileSet : IDisposable
{
    private readonly List<(string Temporary, string Final)> pending = [];

    /// <summary>Writes one file completely and atomically.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var files = new FileSet();
        files.Add(path, bytes);
        files.Commit();
    }

    /// <summary>Fails now rather than after minutes of work when a file cannot be written at a path.</summary>
    public static void RequireWritable(string path)
    {
        using var files = new FileSet();
        files.Add(path, []);
    }

    /// <summary>As <see cref="Add"/>, readable by its owner alone from the first byte on.</summary>
    public void AddSecret(string path, ReadOnlySpan<byte> bytes) => Add(path, bytes, isSecret: true);

    /// <summary>Writes the content to a temporary file.</summary>
    public void Add(string path, ReadOnlySpan<byte> bytes) => Add(path, bytes, isSecret: false);

    private void Add(string path, ReadOnlySpan<byte> bytes, bool isSecret)
    {
        var final = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(final) ?? final, $".{Path.GetFileName(final)}.{Guid.NewGuid():N}.tmp");
        if (Directory.Exists(final)) throw new BadInputException($"Cannot write '{path}': it is a folder. Name a file.");
        try
        {
            pending.Add((temporary, final));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (isSecret && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(temporary, options);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new BadInputException($"Cannot write '{path}': its folder does not exist. Create it first.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"Cannot write '{path}': {e.Message}", e);
        }
    }

    /// <summary>Gives all files their names.</summary>
    public void Commit()
    {
        foreach (var (temporary, final) in pending)
        {
            try
            {
                File.Move(temporary, final, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"Cannot write '{final}': {e.Message}", e);
            }
        }
        pending.Clear();
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _) in pending)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder is gone or read-only: there is nothing to remove.
            }
        }
    }
}
