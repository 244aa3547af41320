# The two commands of the README are `./zkml demo` and `make test`; the rest is for developers.
.PHONY: build test test-all soak documents bench bench-peers micro clean

build:
	dotnet build Zkml.sln -c Release --nologo -v q

# Builds everything and tests it; needs the .NET SDK only. Ends with a line `N passed, N failed`.
test:
	bash tests/run.sh test

# What CI runs: also large sizes, every kernel tier, the contracts on a local chain (installs node with apt where there is none), the
# native program.
test-all:
	bash tests/run.sh all

# Hours of fuzzing, by hand: writes bench/results/DATE-soak.md, to be committed.
soak:
	bash tests/run.sh soak

# Writes the generated parts of the documents: operators, accuracy, figures of the benchmark file that README.md names.
documents:
	ZKML_UPDATE=1 dotnet test tests/Onnx.Tests -c Release --nologo --filter FullyQualifiedName~OperatorsDocument
	ZKML_UPDATE=1 dotnet test tests/Cli.Tests -c Release --nologo --filter 'FullyQualifiedName~AccuracyTable|FullyQualifiedName~FigureTable|FullyQualifiedName~OperatorList'

# End to end over the example models, and the kernels, on two tiers: a dated JSON under bench/results/, and the change
# against the last one of the same kind of machine (docs/benchmarks.md). About two minutes.
bench:
	./zkml bench --full

# The same kernels beside ffjavascript's (needs node): prints the ratios, writes a dated JSON.
bench-peers:
	bash bench/peers/run.sh

# Micro benchmarks of every kernel by tier and size (BenchmarkDotNet); FILTER='*Hash*' for some of them.
FILTER ?= *
micro:
	dotnet run -c Release --project bench/Zkml.Benchmarks.csproj -- --filter '$(FILTER)'

clean:
	rm -rf artifacts
