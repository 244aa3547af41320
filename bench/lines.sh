#!/usr/bin/env bash
# Lines of C# in src/ by project, at a commit and now: bench/lines.sh [COMMIT]. Without one, the last commit before the reorganization
# of 2026-11-29. A project that was not there counts 0.
set -eu
cd "$(dirname "$0")/.."
before=${1:-$(git log --format=%h -n1 --grep 'bytes of keys, models and proofs before')^}

# lines COMMIT: "PROJECT FILES LINES" a line, of the files that the commit tracks.
lines() {
    git ls-tree -r --name-only "$1" -- src | grep '\.cs$' | while read -r file; do
        echo "$(cut -d/ -f2 <<<"$file") $(git show "$1:$file" | wc -l)"
    done | awk '{ files[$1]++; lines[$1] += $2 } END { for (p in lines) print p, files[p], lines[p] }'
}

{ lines "$before" | sed 's/^/before /'; lines HEAD | sed 's/^/now /'; } | awk -v commit="$before" '
    { files[$1, $2] = $3; lines[$1, $2] = $4; projects[$2]; f[$1] += $3; l[$1] += $4 }
    END {
        printf "%-12s %21s %15s\n", "", commit " files lines", "now files lines"
        for (p in projects) printf "%-12s %10d %10d %7d %7d %+7d\n", p, files["before", p], lines["before", p], files["now", p], lines["now", p], lines["now", p] - lines["before", p] | "sort"
        close("sort")
        printf "%-12s %10d %10d %7d %7d %+7d\n", "sum", f["before"], l["before"], f["now"], l["now"], l["now"] - l["before"]
    }'
