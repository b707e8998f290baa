#!/usr/bin/env bash
# same_bytes.sh CONFIGCHECK: a snapshot large enough to be read in parts gives the same reports in every format, run for
# run, with one job and with several, plain, compressed and from standard input, which only has no file to name.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$here/../Benchmarks/generate_snapshot.py" 20000 "$folder/snapshot.json"
gzip -1 -k "$folder/snapshot.json"
cd "$folder"
passed=0
formats=(table json ndjson csv markdown junit sarif github gitlab asff ocsf html)
# check FOLDER ARGUMENT...: every report of one run.
check() {
    local into=$1 outputs=()
    shift
    mkdir "$into"
    for format in "${formats[@]}"; do outputs+=(-o "$format=$into/$format"); done
    "$program" check --rules all --as-of 2026-01-01 --fail-on never --quiet "$@" "${outputs[@]}"
}
compare() {
    for format in "${formats[@]}"; do
        [ -s "expected/$format" ] || { echo "$format: nothing was written"; exit 1; }
        cmp "$1/$format" "expected/$format" || { echo "$format differs: $2"; exit 1; }
        passed=$((passed + 1))
    done
}
check expected snapshot.json --jobs 1
number=0
for variant in "snapshot.json --jobs 1" "snapshot.json --jobs 2" "snapshot.json --jobs 5" "snapshot.json.gz --jobs 1" \
    "snapshot.json.gz --jobs 2"; do
    number=$((number + 1))
    # shellcheck disable=SC2086
    check "run-$number" $variant
    compare "run-$number" "$variant"
done
mkdir piped
"$program" check - --rules all --as-of 2026-01-01 --fail-on never -o ndjson <snapshot.json >piped/ndjson 2>/dev/null
sed -E 's/,"path":"snapshot.json","line":[0-9]+//' expected/ndjson | cmp - piped/ndjson || { echo "standard input differs"; exit 1; }
# Reports of the evaluations are those of the run, but for HTML, which shows more of items.
unset 'formats[11]'
mkdir again
outputs=()
for format in "${formats[@]}"; do outputs+=(-o "$format=again/$format"); done
"$program" report expected/ndjson --as-of 2026-01-01 --fail-on never --quiet "${outputs[@]}"
compare again "report"
echo "$((passed + 1)) passed, 0 failed"
