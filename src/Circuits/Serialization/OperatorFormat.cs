using Zkml.Circuits.Graph;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>What all operators have: name, inputs, output.</summary>
internal readonly record struct OperatorHeader(string Name, string[] Inputs, string Output);

/// <summary>Reads the attributes that follow an operator's header.</summary>
internal delegate IntegerOperator ReadOperator(ref ByteReader from, OperatorHeader header);

/// <summary>How the attributes of one operator type are written and read.</summary>
internal sealed record OperatorFormat(byte Tag, Type Type, Action<ByteWriter, IntegerOperator> Write, ReadOperator Read)
{
    public static OperatorFormat Of<T>(byte tag, Action<ByteWriter, T> write, ReadOperator read)
        where T : IntegerOperator => new(tag, typeof(T), (to, op) => write(to, (T)op), read);
}
