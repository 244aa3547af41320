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
for project in tests/*/*.csproj; do
    echo "== ${project##*/}"
    dotnet test "$project" -c Release --no-build --nologo >"$log" 2>&1
    code=$?
    line=$(grep -E '^(Passed|Failed|Skipped)! ' "$log" | tail -n 1)
    number() { echo "$line" | sed -nE "s/.*$1: *([0-9]+).*/\1/p"; }
    if [ -z "$line" ]; then
        tail -n 40 "$log"
        echo "no test ran in $project"
        failed=$((failed + 1)) status=1
        continue
    fi
    [ $code -eq 0 ] || { cat "$log"; status=1; }
    echo "$line"
    passed=$((passed + $(number Passed))) failed=$((failed + $(number Failed))) skipped=$((skipped + $(number Skipped)))
done

[ $skipped -eq 0 ] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
exit $status
