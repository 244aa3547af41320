#!/usr/bin/env bash
# Builds the solution once, runs every test project, and ends with the line `N passed, N failed[, N skipped]`.
set -u
cd "$(dirname "$0")/.." || exit 2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build Zkml.sln -c Release --nologo -v q || { echo "build failed"; echo "0 passed, 1 failed"; exit 1; }

status=0
passed=0 failed=0 skipped=0

# run PROJECT [VARIABLE=VALUE …]: one test project, in an environment of its own.
run() {
    local project=$1
    shift
    echo "== ${project##*/} $*"
    count "$project" env "$@" dotnet test "$project" -c Release --no-build --nologo
}

# count NAME COMMAND …: runs tests that end in a line "Passed! … Failed: n, Passed: n, Skipped: n" and adds them up.
count() {
    local project=$1
    shift
    "$@" >"$log" 2>&1
    local code=$?
    local line
    line=$(grep -E '^(Passed|Failed|Skipped)! ' "$log" | tail -n 1)
    number() { echo "$line" | sed -nE "s/.*$1: *([0-9]+).*/\1/p"; }
    if [ -z "$line" ]; then
        tail -n 40 "$log"
        echo "no test ran in $project"
        failed=$((failed + 1)) status=1
        return
    fi
    [ $code -eq 0 ] || { cat "$log"; status=1; }
    echo "$line"
    passed=$((passed + $(number Passed))) failed=$((failed + $(number Failed))) skipped=$((skipped + $(number Skipped)))
}

# Before the tests that need its local chain.
echo "== contracts.sh"
count tests/contracts.sh tests/contracts.sh
for project in tests/*/*.csproj; do run "$project"; done
# Again as machines without vector units and without executable pages run it: first the portable tier, then the vector
# tier where the processor has AVX-512 (elsewhere that name is refused).
run tests/Algebra.Tests/Zkml.Algebra.Tests.csproj DOTNET_EnableHWIntrinsic=0
run tests/Prover.Tests/Zkml.Prover.Tests.csproj ZKML_KERNELS=portable
if grep -qw avx512dq /proc/cpuinfo 2>/dev/null; then
    run tests/Algebra.Tests/Zkml.Algebra.Tests.csproj ZKML_KERNELS=vector
    run tests/Prover.Tests/Zkml.Prover.Tests.csproj ZKML_KERNELS=vector
fi
# The program that users run: native code, where the others test what the runtime compiles.
echo "== native.sh"
count tests/native.sh tests/native.sh
echo "== forge.sh"; count contracts/scripts/forge.sh contracts/scripts/forge.sh # fuzzes the contracts: 2,000 calls a property

[ $skipped -eq 0 ] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
exit $status
