#!/usr/bin/env bash
# What the tests of the contracts need: node and npm, the pinned compiler and test node of contracts/package-lock.json. Then checks that the
# committed artifacts are what the sources compile to. Ends with `Passed! … Failed: …` as dotnet test.
set -u
cd "$(dirname "$0")/../contracts" || exit 2

fail() {
    echo "$1"
    echo "Failed! - Failed: 1, Passed: 0, Skipped: 0 - the contracts' artifacts"
    exit 1
}

install_node() {
    local sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    $sudo apt-get install -y nodejs npm || { $sudo apt-get update && $sudo apt-get install -y nodejs npm; }
}

# npm writes node_modules/.package-lock.json last, so an interrupted installation is done again.
is_installed() { [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; }

if ! command -v node >/dev/null 2>&1 || { ! is_installed && ! command -v npm >/dev/null 2>&1; }; then
    install_node || fail "node and npm are missing and could not be installed"
fi
if ! is_installed; then npm ci --ignore-scripts --no-audit --no-fund || fail "npm ci failed"; fi
node scripts/compile.js --check || fail "contracts/artifacts are not what contracts/src compiles to: run node scripts/compile.js"
echo "Passed! - Failed: 0, Passed: 1, Skipped: 0 - the contracts' artifacts"
