#!/usr/bin/env bash
# Zkml's kernels beside ffjavascript's, on the same inputs, in the same run: prints the ratios and writes a dated JSON to
# bench/results/. Needs node 18 or newer and, once, the npm registry.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v node >/dev/null 2>&1 || { echo "error: bench/peers needs node (Debian: apt-get install nodejs npm)" >&2; exit 2; }
artifacts="${ZKML_ARTIFACTS:-$PWD/artifacts}"
work="$artifacts/peers"
mkdir -p "$work"
cp bench/peers/package.json bench/peers/package-lock.json bench/peers/peers.mjs "$work"
# Scripts of packages are not run: the WebAssembly is in the package.
[ -d "$work/node_modules/ffjavascript" ] || (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
dotnet build bench/Zkml.Benchmarks.csproj -c Release --nologo -v q
ours="$artifacts/bin/Zkml.Benchmarks/release/Zkml.Benchmarks.dll"
[ "${1:-}" = "--build-only" ] && exit 0
dotnet "$ours" peers "$work/data"
# One core for the whole process, where the system can say so.
if command -v taskset >/dev/null 2>&1; then one="taskset -c 0"; else one="env DOTNET_PROCESSOR_COUNT=1"; fi
$one dotnet "$ours" peers "$work/data"
COMMIT="$(git rev-parse --short=10 HEAD 2>/dev/null || true)" \
  node "$work/peers.mjs" "$work/data" "$PWD/bench/results/$(date -u +%Y-%m-%d-%H%M)-peers.json"
