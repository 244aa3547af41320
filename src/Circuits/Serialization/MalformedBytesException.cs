namespace Zkml.Circuits.Serialization;

/// <summary>Bytes that no encoder writes; never leaves a codec's TryDecode.</summary>
internal sealed class MalformedBytesException(string message) : Exception(message);
