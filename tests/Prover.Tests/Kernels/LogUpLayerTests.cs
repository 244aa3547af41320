using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Stages;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Kernels;

/// <summary>A layer that streams its first round against one that loads its tables, and weights against one table.</summary>
public class LogUpLayerTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 8)]
    [InlineData(4, 11)]
    [InlineData(6, 128)]
    [InlineData(6, 99)]
    [InlineData(13, 10_001)]
    [InlineData(13, 16_384)]
    [InlineData(14, 16_385)]
    public void StreamingTheFirstRoundSendsTheSameMessages(int variables, int fractions)
    {
        var random = new RandomElements(fractions);
        var source = new FractionLayer(fractions);
        random.Array(fractions).CopyTo(source.Numerators, 0);
        random.Array(fractions).CopyTo(source.Denominators, 0);
        var (point, lambda) = (random.Array(variables), Fr.FromInt64(77));
        point[0] = Fr.FromInt64(12345);
        var claim = Claim(source, point, lambda);
        var loaded = Run(source, point, lambda, claim, int.MaxValue);
        Assert.Equal(loaded, Run(source, point, lambda, claim, 1));
        point[0] = Fr.Zero;
        claim = Claim(source, point, lambda);
        Assert.Equal(Run(source, point, lambda, claim, int.MaxValue), Run(source, point, lambda, claim, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    public void WeightsAreTheEqTableOfTheVariablesThatAreLeft(int variables)
    {
        var point = new RandomElements(variables).Array(variables);
        var weights = new EqWeights(point, Cpu.Default);
        for (var bound = 0; bound <= variables; bound++)
        {
            var expected = EqPolynomial.Table(point.AsSpan(bound), Cpu.Default);
            foreach (var i in new[] { 0, expected.Length / 3, expected.Length - 1 }) Assert.Equal(expected[i], weights[i]);
            foreach (var count in new[] { 0, 1, expected.Length / 2, expected.Length })
            {
                var sum = Fr.Zero;
                for (var i = 0; i < count; i++) sum += expected[i];
                Assert.Equal(sum, weights.Sum(count));
            }
            weights.DropVariable();
        }
    }

    private static Fr[] Run(FractionSource source, Fr[] point, Fr lambda, Fr claim, int streamingPairs)
    {
        var rounds = point.Select(_ => new Fr[3]).ToArray();
        var transcript = new Transcript<Fr>(Labels.ProtocolId);
        var layer = new LogUpLayer(CpuBackend.Default, new LayerTables(), source, point, lambda, streamingPairs);
        var r = layer.Run(transcript, rounds, ref claim);
        return [.. rounds.SelectMany(x => x), .. r, .. layer.Ends(lambda), claim];
    }

    /// <summary>Σ_y eq(point, y)·(p0·q1 + p1·q0 + λ·q0·q1)(y).</summary>
    private static Fr Claim(FractionLayer source, Fr[] point, Fr lambda)
    {
        var (eq, sum) = (EqPolynomial.Table(point, Cpu.Default), Fr.Zero);
        for (var y = 0; y < eq.Length; y++)
        {
            var (p0, p1) = (At(source.Numerators, 2 * y, Fr.Zero), At(source.Numerators, (2 * y) + 1, Fr.Zero));
            var (q0, q1) = (At(source.Denominators, 2 * y, Fr.One), At(source.Denominators, (2 * y) + 1, Fr.One));
            sum += eq[y] * ((p0 * q1) + (p1 * q0) + (lambda * q0 * q1));
        }
        return sum;
    }

    private static Fr At(Fr[] values, int i, Fr beyond) => i < values.Length ? values[i] : beyond;
}
