using BenchmarkDotNet.Running;
using Zkml.Benchmarks;

// `scaling`, `verify`, `rounds`, `gpt2` and `ceremony` are whole-prover experiments with their own reports, `peers` is a part of bench/peers/run.sh;
// everything else is BenchmarkDotNet.
switch (args.FirstOrDefault())
{
    case "scaling":
        return ScalingExperiment.Run(args[1..]);
    case "verify":
        return VerifyExperiment.Run(args[1..]);
    case "rounds":
        return RoundsExperiment.Run();
    case "gpt2":
        return Zkml.Benchmarks.Gpt2.Gpt2Experiment.Run(args[1..]);
    case "ceremony":
        return CeremonyExperiment.Run(args[1..]);
    case "peers":
        return PeerSide.Run(args[1..]);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(FieldBenchmarks).Assembly).Run(args, BenchmarkSettings.Create());
        return 0;
}
