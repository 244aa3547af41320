using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Zkml.Prover.Tests")]
[assembly: InternalsVisibleTo("Zkml.Verifier.Tests")]
[assembly: InternalsVisibleTo("Zkml.Wrapper.Tests")]
