#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run every bench on one thread and write bench/results/:
#   sh bench/run.sh BUILD_FOLDER [RUNS]
# BUILD_FOLDER must be an optimised build (the default). Leave the machine
# alone meanwhile; the load is recorded with the results.
set -eu

build=${1:?usage: run.sh BUILD_FOLDER [RUNS]}
runs=${2:-25}
here=$(cd "$(dirname "$0")" && pwd)
results=$here/results

cmake --build "$build" --target bench ionway_program >/dev/null
mkdir -p "$results"
for name in bvse percolation map scaling site_group ewald enumeration engine \
  pair_field neb neb_field barriers; do
  echo "== $name"
  status=0
  "$build/bench/bench_$name" --runs "$runs" \
    --json "$results/$name.json" || status=$?
  case $status in
  0) ;;
  77) echo "left out: no reference data" ;;
  *) exit "$status" ;;
  esac
done
echo "== whole job"
sh "$here/whole_job.sh" "$build" "$runs" "$results/whole_job.json" ||
  [ $? -eq 77 ]
[ ! -f "$results/enumeration.json" ] ||
  python3 "$here/plot_enumeration.py" "$results/enumeration.json" \
    >"$results/enumeration.svg"
python3 "$here/table.py" "$results" >"$results/README.md"
