using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// The witness side of a requantization: quotients and remainder limbs from accumulators, then whatever
/// <see cref="Finish"/> derives from the quotients.
/// </summary>
internal sealed class RequantizationWitness(int shift, LimbColumns limbs)
{
    /// <summary>The quotient's virtual column, if any.</summary>
    public Column? Virtual { get; init; }

    /// <summary>Fills the columns that follow from the row-major quotients; returns the row-major outputs.</summary>
    public Func<WitnessState, long[], long[]> Finish { get; set; } = (_, t) => t;

    /// <summary>Fills limbs and quotient; returns the outputs.</summary>
    public long[] Run(WitnessState state, long[] accumulators)
    {
        var quotients = accumulators;
        if (shift > 0)
        {
            // The low bits of acc + 2^(s−1) are the remainder, also of a negative number in two's complement.
            var rounded = new long[accumulators.Length];
            for (var i = 0; i < rounded.Length; i++) rounded[i] = accumulators[i] + (1L << (shift - 1));
            limbs.Fill(state, rounded);
            quotients = new long[rounded.Length];
            for (var i = 0; i < quotients.Length; i++) quotients[i] = rounded[i] >> shift;
        }
        if (Virtual is not null) state.Set(Virtual, quotients);
        return Finish(state, quotients);
    }
}
