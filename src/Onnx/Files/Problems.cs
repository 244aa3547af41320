namespace Zkml.Onnx.Files;

/// <summary>Everything that is wrong with a call's files, so that nobody has to mend and call again one by one.</summary>
internal sealed class Problems
{
    private readonly List<string> messages = [];

    public bool Any => messages.Count > 0;

    public void Add(string message) => messages.Add(message);

    /// <summary>Runs a step, and keeps what it complains about; default when it does.</summary>
    public T? Try<T>(Func<T> step)
        where T : class
    {
        try
        {
            return step();
        }
        catch (InputFormatException e)
        {
            messages.Add(e.Message);
            return null;
        }
    }

    /// <summary>Throws <see cref="InputFormatException"/> with all of them, if there are any.</summary>
    public void Throw()
    {
        var distinct = messages.Distinct().ToList();
        if (distinct.Count == 1) throw new InputFormatException(distinct[0]);
        if (distinct.Count > 1) throw new InputFormatException($"{distinct.Count} problems: {string.Join(" ", distinct.Select((m, k) => $"({k + 1}) {m.TrimEnd('.')}."))}");
    }
}
