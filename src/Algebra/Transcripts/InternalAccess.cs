using System.Runtime.CompilerServices;

// The internal seam is Transcript.Frozen: tests fix challenges to reach a chosen case, and the provers and verifiers
// pass the frozen set on to the transcripts that they create themselves. No public member reaches it.
[assembly: InternalsVisibleTo("Zkml.Algebra.Tests")]
[assembly: InternalsVisibleTo("Zkml.Prover")]
[assembly: InternalsVisibleTo("Zkml.Prover.Tests")]
[assembly: InternalsVisibleTo("Zkml.Verifier")]
[assembly: InternalsVisibleTo("Zkml.Verifier.Tests")]
