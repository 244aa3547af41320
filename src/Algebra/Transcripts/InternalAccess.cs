using System.Runtime.CompilerServices;

// The internal seam is Transcript.Frozen: tests fix challenges to reach a chosen case, in transcripts that they make themselves. It is
// the only seam for attacks in src (tests/Architecture.Tests); no public member and no other project of src reaches it.
[assembly: InternalsVisibleTo("Zkml.Algebra.Tests")]
[assembly: InternalsVisibleTo("Zkml.Prover.Tests")]
[assembly: InternalsVisibleTo("Zkml.Verifier.Tests")]
