using Zkml.Circuits.Graph;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>What all operators have: name, inputs, outputs.</summary>
internal readonly record struct OperatorHeader(string Name, string[] Inputs, string[] Outputs)
{
    /// <summary>The output of an operator that has one.</summary>
    public string Output => Outputs[0];
}

/// <summary>Reads the attributes that follow an operator's header.</summary>
internal delegate IntegerOperator ReadOperator(ref ByteReader from, OperatorHeader header);

/// <summary>
/// How one operator type is written and read: tag, header, attributes. Tags are never reused. The header of a type with
/// several outputs counts them; that of a type with one names it.
/// </summary>
internal sealed record OperatorFormat(byte Tag, Type Type, bool HasSeveralOutputs, Action<ByteWriter, IntegerOperator> Write, ReadOperator Read)
{
    /// <summary>The format of a type with one output.</summary>
    public static OperatorFormat Of<T>(byte tag, Action<ByteWriter, T> write, ReadOperator read)
        where T : SingleOutputOperator => new(tag, typeof(T), false, (to, op) => write(to, (T)op), read);

    /// <summary>The format of a type with any number of outputs.</summary>
    public static OperatorFormat OfSeveral<T>(byte tag, Action<ByteWriter, T> write, ReadOperator read)
        where T : IntegerOperator => new(tag, typeof(T), true, (to, op) => write(to, (T)op), read);

    public void WriteHeader(ByteWriter to, IntegerOperator op)
    {
        to.Text(op.Name);
        to.Count(op.Inputs.Count);
        foreach (var input in op.Inputs) to.Text(input);
        if (HasSeveralOutputs) to.Count(op.Outputs.Count);
        foreach (var output in op.Outputs) to.Text(output);
    }

    public OperatorHeader ReadHeader(ref ByteReader from)
    {
        var name = from.Text();
        var inputs = from.List(1, Text);
        return new OperatorHeader(name, inputs, HasSeveralOutputs ? from.List(1, Text) : [from.Text()]);
    }

    private static string Text(ref ByteReader from) => from.Text();
}
