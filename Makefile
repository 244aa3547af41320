# The two commands of the README are `./zkml demo` and `make test`; the rest is for developers.
.PHONY: build test bench micro clean

build:
	dotnet build Zkml.sln -c Release --nologo -v q

# Builds everything, runs every test project, ends with a line `N passed, N failed`.
test:
	bash tests/run.sh

# End to end over the example models; a dated JSON under bench/results/.
bench:
	./zkml bench --out

# Micro benchmarks of the kernels (BenchmarkDotNet).
micro:
	dotnet run -c Release --project bench/Zkml.Benchmarks.csproj -- --filter '*' --job short -i --artifacts artifacts/benchmarks

clean:
	rm -rf artifacts
