#!/usr/bin/env bash
# The program that ./zkml builds (native code where there is a linker) against the managed one that the other tests
# cover: the same files byte for byte, the same answers, the same exit codes. Ends with `Passed! … Failed: …` as dotnet test.
set -u
cd "$(dirname "$0")/.." || exit 2
root="$PWD"
artifacts="${ZKML_ARTIFACTS:-$root/artifacts}"
managed="$artifacts/bin/Zkml.Cli/release/zkml.dll"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ZKML_ROOT="$root"
passed=0 failed=0

native() { "$root/zkml" "$@"; }
managed() { dotnet "$managed" "$@"; }

# expect NAME CODE GOT: counts one check.
expect() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "native: $1: expected $2, got $3"
        failed=$((failed + 1))
    fi
}

same() {
    diff "$2" "$3" >"$work/difference"
    local code=$?
    [ $code -eq 0 ] || head -n 20 "$work/difference"
    expect "$1 is the same" 0 $code
}

# said PROGRAM ARGUMENTS …: what a program printed, apart from times and progress, and its exit code.
said() {
    "$@" --quiet >"$work/output" 2>"$work/errors"
    local code=$?
    cat "$work/output" "$work/errors" | sed -E 's/[0-9.]+ (ms|s)\b//g; /Ms"/d'
    echo "exit code $code"
}

# answers NAME ARGUMENTS …: both programs say the same.
answers() {
    local name="$1"
    shift
    said native "$@" >"$work/native.txt"
    said managed "$@" >"$work/managed.txt"
    same "$name" "$work/native.txt" "$work/managed.txt"
}

check_model() {
    local example="examples/$1" seed="000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" file
    for program in native managed; do
        $program compile "$example/model.onnx" --calibration "$example/inputs.npy" --seed "$seed" --out "$work/$program" --json >/dev/null 2>&1
        expect "$1: $program compiles" 0 $?
        $program prove "$work/$program/model.zkml" --input "$example/inputs.npy" --index 1 --out "$work/$program/proof" --json >/dev/null 2>&1
        expect "$1: $program proves" 0 $?
    done
    for file in model.zkml model.vk quantization.json compile.json proof; do same "$1: $file" "$work/native/$file" "$work/managed/$file"; done
    answers "$1: verify" verify "$work/native/proof" --key "$work/native/model.vk" --input "$example/inputs.npy" --index 1 --json
    answers "$1: verify another input" verify "$work/native/proof" --key "$work/native/model.vk" --input "$example/inputs.npy" --index 2
    answers "$1: evaluate" evaluate "$work/native/model.zkml" --inputs "$example/inputs.npy" --reference "$example/outputs.npy" --json
    answers "$1: inspect" inspect "$work/native/model.zkml"
    answers "$1: audit" audit "$example/model.onnx" --quantization "$work/native/quantization.json" --key "$work/native/model.vk" --seed "$seed"
}

for program in native managed; do $program --version >/dev/null; expect "$program starts" 0 $?; done
for name in cancer_mlp mnist_lenet; do check_model "$name"; done
# Private proofs, signatures, JSON-RPC: what only the way to a chain uses.
native demo --evm --json >/dev/null 2>&1
expect "the way to a contract" 0 $?
answers "help" --help
answers "an unknown command" prov
answers "no such file" prove nowhere.zkml --input x.npy --out "$work/x"
ZKML_KERNELS=fast answers "an unknown kernel tier" prove "$work/native/model.zkml" --input examples/mnist_lenet/inputs.npy --out "$work/x"

[ $failed -eq 0 ] && outcome=Passed || outcome=Failed
echo "$outcome! - Failed: $failed, Passed: $passed, Skipped: 0 - the native program"
[ $failed -eq 0 ]
