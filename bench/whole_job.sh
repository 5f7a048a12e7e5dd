#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Time whole runs of `ionway map`, one thread, from process start to exit:
#   sh bench/whole_job.sh BUILD_FOLDER [RUNS] [RESULT.json]
set -eu

build=${1:?usage: whole_job.sh BUILD_FOLDER [RUNS] [RESULT.json]}
runs=${2:-15}
result=${3:-$build/whole_job.json}

cmake --build "$build" --target ionway_program bench_whole_job >/dev/null
program=$(find "$build/cli" -maxdepth 1 -type f -name ionway)
exec "$build/bench/bench_whole_job" --program "$program" --runs "$runs" \
  --json "$result"
