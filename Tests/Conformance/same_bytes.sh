#!/usr/bin/env bash
# same_bytes.sh CONFIGCHECK: a snapshot large enough to be read in parts gives the same reports with one job and with
# several, plain, compressed and from standard input.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$here/../Benchmarks/generate_snapshot.py" 40000 "$folder/snapshot.json"
gzip -1 -k "$folder/snapshot.json"
cd "$folder"
check() { "$program" check --rules all --as-of 2026-01-01 --fail-on never --quiet "$@"; }
for format in ndjson json table; do
    check snapshot.json --jobs 1 --output $format >expected
    [ -s expected ] || { echo "$format: nothing was written"; exit 1; }
    for variant in "snapshot.json --jobs 2" "snapshot.json --jobs 5" "snapshot.json.gz --jobs 1" "snapshot.json.gz --jobs 2"; do
        # shellcheck disable=SC2086
        check $variant --output $format | cmp - expected || { echo "$format differs: $variant"; exit 1; }
    done
    check - --output $format <snapshot.json | cmp - expected || { echo "$format differs: standard input"; exit 1; }
done
echo "15 passed, 0 failed"
