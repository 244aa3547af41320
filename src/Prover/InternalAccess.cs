using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Zkml.Prover.Tests")]
[assembly: InternalsVisibleTo("Zkml.Verifier.Tests")]
