using System.Text;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Transcripts;

/// <summary>
/// The Fiat-Shamir transcript: a duplex sponge over Poseidon2 (Bertoni, Daemen, Peeters, Van Assche, "Duplexing the
/// sponge", SAC 2011) with rate words s_0, s_1, s_2 and capacity word s_3. P is the permutation.
/// <code>
///   start(id)          s = 0;  absorb("protocol", [keccak256(utf8 id) mod 2^248])
///   absorb(l, v_0..)   s_3 += Tag(l, 'A', n);  for each block of 3 values: s_0, s_1, s_2 += block;  s = P(s)
///                      fresh = true          (n = 0 counts as one empty block; a short block is not padded)
///   challenge(l)       if not fresh: s = P(s);  c = s_0;  s_3 += Tag(l, 'C', 1);  fresh = false;  return c
///   digest(l, bytes)   absorb(l, [keccak256(bytes) mod 2^248])
/// </code>
/// The tags (<see cref="TranscriptLabel"/>) name and count every message, which makes the sequence of messages
/// prefix-free without padding: [a] then [b], [a, b] and [a, b, 0] leave different states. They enter the capacity,
/// which no absorbed value reaches. The tag of a challenge binds everything after it, but not its own value: that one
/// is fixed by the messages before it. Two transcripts that agree on all messages agree on all challenges.
/// </summary>
/// <typeparam name="T">The scalar: Fr, or a circuit variable in the wrapper circuit.</typeparam>
public sealed class Transcript<T>
    where T : struct, IScalar<T>
{
    /// <summary>Field elements absorbed per permutation.</summary>
    public const int Rate = Poseidon2<T>.Width - 1;

    private static readonly TranscriptLabel ProtocolLabel = new("protocol");

    private readonly T[] state = new T[Poseidon2<T>.Width];

    private readonly List<TranscriptEntry>? log;

    private bool fresh;

    /// <param name="protocolId">Names the protocol and its version, apart from every other use of the sponge.</param>
    /// <param name="keepLog">Whether <see cref="Log"/> records the messages; costs an allocation now and then.</param>
    public Transcript(string protocolId, bool keepLog = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(protocolId);
        log = keepLog ? [] : null;
        Array.Fill(state, T.Zero);
        Absorb(ProtocolLabel, FieldDigest.FromKeccak<T>(Encoding.UTF8.GetBytes(protocolId)));
    }

    /// <summary>The inventory of all messages so far, the protocol frame first; empty unless asked for.</summary>
    public IReadOnlyList<TranscriptEntry> Log => log is null ? [] : log;

    /// <summary>A copy of the sponge state.</summary>
    public TranscriptState<T> State => new(state[0], state[1], state[2], state[3], fresh);

    /// <summary>Challenges by label name that tests fix in advance; the sponge advances as without them.</summary>
    internal IReadOnlyDictionary<string, T>? Frozen { get; set; }

    /// <summary>Absorbs the values as one message.</summary>
    public void Absorb(TranscriptLabel label, ReadOnlySpan<T> values) => Absorb(TranscriptKind.Absorb, label, values);

    /// <summary>Absorbs one value.</summary>
    public void Absorb(TranscriptLabel label, T value) => Absorb(label, new ReadOnlySpan<T>(in value));

    /// <summary>Absorbs a batch of encoded group elements through keccak256(bytes) mod 2^248.</summary>
    public void AbsorbDigest(TranscriptLabel label, ReadOnlySpan<byte> encodedPoints) =>
        AbsorbDigest(label, FieldDigest.FromKeccak<T>(encodedPoints));

    /// <summary>
    /// Absorbs a digest that the caller holds as a scalar. In a circuit the digest is an input: the caller answers for
    /// its being the digest of the points that the circuit uses.
    /// </summary>
    public void AbsorbDigest(TranscriptLabel label, T digest) =>
        Absorb(TranscriptKind.Digest, label, new ReadOnlySpan<T>(in digest));

    /// <summary>The next challenge, a function of every message so far.</summary>
    public T Challenge(TranscriptLabel label)
    {
        log?.Add(new TranscriptEntry(TranscriptKind.Challenge, label.Name, 1));
        if (!fresh) Poseidon2<T>.Permute(state);
        T challenge = state[0];
        state[Rate] += label.ChallengeTag<T>();
        fresh = false;
        return Frozen is not null && Frozen.TryGetValue(label.Name, out T frozen) ? frozen : challenge;
    }

    private void Absorb(TranscriptKind kind, TranscriptLabel label, ReadOnlySpan<T> values)
    {
        log?.Add(new TranscriptEntry(kind, label.Name, values.Length));
        state[Rate] += label.AbsorbTag<T>(values.Length);
        var start = 0;
        do
        {
            ReadOnlySpan<T> block = values.Slice(start, Math.Min(Rate, values.Length - start));
            for (var i = 0; i < block.Length; i++) state[i] += block[i];
            Poseidon2<T>.Permute(state);
            start += Rate;
        }
        while (start < values.Length);
        fresh = true;
    }
}
