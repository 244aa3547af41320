using System.Runtime.CompilerServices;

// The internal seam is CoreVerifier.Verify with frozen challenges: attack tests replay them.
[assembly: InternalsVisibleTo("Zkml.Prover.Tests")]
[assembly: InternalsVisibleTo("Zkml.Verifier.Tests")]
