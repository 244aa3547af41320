#!/usr/bin/env bash
# Builds the solution once, runs a tier of the tests (docs/decisions/0019), and ends with the line `N passed, N failed[, N skipped]`.
#
#   run.sh test   what a user runs: needs the .NET SDK only
#   run.sh all    what CI runs: also large sizes, every kernel tier, contracts on a local chain, the native program
#   run.sh soak   by hand: fuzzing at fifty times the count; writes bench/results/DATE-soak.md, to be committed
set -u
cd "$(dirname "$0")/.." || exit 2
tier=${1:-test}
case $tier in
    test) filter='Tier!=All&Tier!=Soak' ;;
    all) filter='Tier!=Soak' ;;
    soak) filter='Tier=Soak|Tier=Fuzz' ;;
    *) echo "usage: $0 [test|all|soak]"; exit 2 ;;
esac
export ZKML_TIER=$tier DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build Zkml.sln -c Release --nologo -v q || { echo "build failed"; echo "0 passed, 1 failed"; exit 1; }

status=0
passed=0 failed=0 skipped=0
report=""

# run PROJECT [VARIABLE=VALUE …]: one test project, in an environment of its own.
run() {
    local project=$1 name
    name=$(basename "$(dirname "$project")")
    shift
    count "$name $*" env "$@" dotnet test "$project" -c Release --no-build --nologo --filter "$filter"
}

# count NAME COMMAND …: runs tests that end in a line "Passed! … Failed: n, Passed: n, Skipped: n" and adds them up.
count() {
    local name=$1 start=$SECONDS
    shift
    echo "== $name"
    "$@" >"$log" 2>&1
    local code=$? line
    line=$(grep -E '^(Passed|Failed|Skipped)! ' "$log" | tail -n 1)
    number() { echo "$line" | sed -nE "s/.*$1: *([0-9]+).*/\1/p"; }
    if [ -z "$line" ]; then
        # Few projects have anything to soak.
        if [ "$tier" = soak ] && [ $code -eq 0 ] && grep -q 'No test matches' "$log"; then return; fi
        tail -n 40 "$log"
        echo "no test ran in $name"
        failed=$((failed + 1)) status=1
        return
    fi
    [ $code -eq 0 ] || { cat "$log"; status=1; }
    echo "$line, $((SECONDS - start)) s"
    report+="| $name | $(number Passed) | $(number Failed) | $((SECONDS - start)) |"$'\n'
    passed=$((passed + $(number Passed))) failed=$((failed + $(number Failed))) skipped=$((skipped + $(number Skipped)))
}

# same_bytes VARIABLE=VALUE: keys, models and proofs of the examples are those recorded, on other kernels, too.
same_bytes() {
    count "SameBytesTests $1" env "$1" dotnet test tests/Cli.Tests/Zkml.Cli.Tests.csproj -c Release --no-build --nologo \
        --filter FullyQualifiedName~SameBytesTests
}

# Before the tests that need its local chain.
[ $tier = test ] || count contracts.sh tests/contracts.sh
for project in tests/*/*.csproj; do run "$project"; done
if [ $tier = all ]; then
    # Again as machines without vector units and without executable pages run it: first the portable tier, then the vector
    # tier where the processor has AVX-512 (elsewhere that name is refused).
    run tests/Algebra.Tests/Zkml.Algebra.Tests.csproj DOTNET_EnableHWIntrinsic=0
    run tests/Prover.Tests/Zkml.Prover.Tests.csproj ZKML_KERNELS=portable
    same_bytes DOTNET_EnableHWIntrinsic=0
    same_bytes ZKML_KERNELS=portable
    if grep -qw avx512dq /proc/cpuinfo 2>/dev/null; then
        run tests/Algebra.Tests/Zkml.Algebra.Tests.csproj ZKML_KERNELS=vector
        run tests/Prover.Tests/Zkml.Prover.Tests.csproj ZKML_KERNELS=vector
        same_bytes ZKML_KERNELS=vector
    fi
    # The program that users run: native code, where the others test what the runtime compiles.
    count native.sh tests/native.sh
    count forge.sh contracts/scripts/forge.sh # fuzzes the contracts: 2,000 calls a property
fi
if [ $tier = soak ]; then
    FOUNDRY_FUZZ_RUNS=100000 FOUNDRY_INVARIANT_RUNS=2000 count "forge.sh, 100,000 calls a property" contracts/scripts/forge.sh
fi

[ $skipped -eq 0 ] && total="$passed passed, $failed failed" || total="$passed passed, $failed failed, $skipped skipped"
if [ $tier = soak ]; then
    {
        echo "# Soak of $(date -u +%F)"
        echo
        echo "\`make soak\` at commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown), $(nproc) processors,$(sed -n 's/^model name[^:]*://p' /proc/cpuinfo | head -n 1): $total."
        echo
        echo "| suite | passed | failed | seconds |"
        echo "|---|---|---|---|"
        printf '%s' "$report"
    } >"bench/results/$(date -u +%F)-soak.md"
fi
echo "$total"
exit $status
