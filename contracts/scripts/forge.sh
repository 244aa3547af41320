#!/usr/bin/env bash
# Fuzz and invariant tests of the committed contracts, without a network. Ends with a line as `dotnet test` writes it, for tests/run.sh.
set -u
cd "$(dirname "$0")/.." || exit 2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
node_modules/@foundry-rs/forge-linux-amd64/bin/forge test --use "$PWD/scripts/solc.js" "$@" >"$log" 2>&1
code=$?
cat "$log"
total=$(grep -E 'tests passed, .* failed' "$log" | tail -n 1)
passed=$(echo "$total" | sed -nE 's/.*[^0-9]([0-9]+) tests passed.*/\1/p')
failed=$(echo "$total" | sed -nE 's/.*[^0-9]([0-9]+) failed.*/\1/p')
[ -n "$passed" ] || { passed=0 failed=1 code=1; }
[ $code -eq 0 ] && word=Passed || word=Failed
echo "$word! - Failed: $failed, Passed: $passed, Skipped: 0"
exit $code
