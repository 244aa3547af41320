namespace Zkml.Circuits.Lowering;

/// <summary>Choices of the compiler; the defaults let it choose.</summary>
public sealed record LoweringOptions
{
    /// <summary>log2 of the largest activation table; wider quotients are split (saturation).</summary>
    public int MaxTableBits { get; init; } = 16;

    /// <summary>Width of remainder limbs, 1 to 16; null to minimise leaves and table rows over the model.</summary>
    public int? LimbBits { get; init; }

    /// <summary>Width of every activation table, raised to what its function needs; null to choose per activation.</summary>
    public int? ActivationBits { get; init; }
}
