#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Install what is missing, build twice (gcc optimised; clang with address and
# undefined-behaviour checks; warnings are errors in both), run every test in
# both. The last line is "N passed, M failed"; the exit code is 0 only when
# M is 0. Skipped tests are listed one by one above it.
#
#   sh tests/run.sh          what CI runs
#   sh tests/run.sh --full   also CP2K and Quantum ESPRESSO as engines, 60 s of
#                            fuzzing a target, and valgrind
set -u
cd "$(dirname "$0")/.." || exit 1
. samples/packages.sh

usage="usage: sh tests/run.sh [--full]"
full=no
case "${1-}" in
  '') ;;
  --full) full=yes ;;
  *) echo "$usage" >&2; exit 2 ;;
esac

jobs=$(processors)
shared=${IONWAY_SHARED_DATA:-$PWD/../shared}
passed=0
failed=0
skipped=0

# One check outside CTest: its name, then the command.
check()
{
  check_name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    echo "FAILED: $check_name"
    failed=$((failed + 1))
  fi
}

# build NAME CC CXX OPTIONS...: configure and compile build/test-NAME.
build()
{
  build_dir=build/test-$1
  build_cc=$2
  build_cxx=$3
  shift 3
  echo "== building $build_dir with $build_cc"
  CC=$build_cc CXX=$build_cxx cmake -S . -B "$build_dir" -DIONWAY_WERROR=ON \
    -DIONWAY_BUILD_TESTS=ON -DIONWAY_BUILD_CLI=ON -DIONWAY_BUILD_BENCH=ON \
    -DIONWAY_SHARED_DATA="$shared" "$@" &&
    cmake --build "$build_dir" -j "$jobs"
}

# Counts and names from the JUnit file that ctest wrote; the tests' own output
# in it is escaped, so that a tag at a line's start is ctest's.
junit()
{
  awk -v what="$1" '
    function attribute(name,    m) {
      if (!match($0, name "=\"[^\"]*\""))
        return ""
      m = substr($0, RSTART, RLENGTH)
      gsub("^" name "=\"|\"$", "", m)
      return m
    }
    /^[ \t]*<testcase / {
      count["all"]++
      name = attribute(" name")
      status = attribute(" status")
      if (status == "run")
        count["passed"]++
      else if (status == "notrun" || status == "disabled")
        skipped[++count["skipped"]] = name
      else
        count["failed"]++
    }
    # a program that is not there is "not run" too, but no skip
    /^[ \t]*<skipped message=/ && !/SKIP_/ {
      count["skipped"]--
      count["failed"]++
    }
    END {
      if (what != "names") {
        print count[what] + 0
        exit
      }
      for (i = 1; i <= count["skipped"]; i++)
        print skipped[i]
    }' "$2"
}

# Run the tests of build/test-NAME and add them up.
run_tests()
{
  echo "== testing build/test-$1"
  results=$PWD/build/test-$1/junit.xml
  rm -f "$results"
  ctest --test-dir "build/test-$1" -j "$jobs" --output-on-failure \
    --timeout 600 --output-junit "$results" \
    --test-output-size-passed 1000000 --test-output-size-failed 1000000
  if [ ! -s "$results" ] || [ "$(junit all "$results")" -eq 0 ]; then
    echo "FAILED: no test ran in build/test-$1"
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + $(junit passed "$results")))
  failed=$((failed + $(junit failed "$results")))
  skipped=$((skipped + $(junit skipped "$results")))
  junit names "$results" | sed "s|^|skipped in build/test-$1: |"
  # parts of a test that ran otherwise
  sed -n "s|^[[:space:]]*<system-out>skipped: |skipped: |
    s|^skipped: |skipped in part, build/test-$1: |p" "$results" |
    sort | uniq -c
}

# Fuzz every target a minute from its corpus; crashes stay in build/.
fuzz()
{
  build fuzz clang clang++ -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_C_FLAGS_DEBUG="-O1 -g" -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g" \
    -DIONWAY_SANITIZE=address,undefined -DIONWAY_BUILD_FUZZERS=ON || return 1
  fuzz_found=no
  for target in build/test-fuzz/tests/fuzz/fuzz_*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    fuzz_found=yes
    fuzz_name=$(basename "$target")
    fuzz_work=build/test-fuzz/work/$fuzz_name
    mkdir -p "$fuzz_work"
    check "$fuzz_name, 60 s" "$target" -max_total_time=60 -timeout=20 \
      -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
      -artifact_prefix="$fuzz_work-" "$fuzz_work" \
      "tests/fuzz/corpus/${fuzz_name#fuzz_}"
  done
  [ "$fuzz_found" = yes ]
}

# Unit tests once more under valgrind, which also sees uninitialised reads.
memcheck()
{
  for program in build/test-release/tests/test_*; do
    [ -f "$program" ] && [ -x "$program" ] || continue
    memcheck_log=$program.valgrind
    check "valgrind $(basename "$program")" sh -c '
      valgrind -q --error-exitcode=9 --leak-check=full \
        --errors-for-leak-kinds=definite --log-file="$2" "$1" >/dev/null
      code=$?
      [ "$code" -eq 0 ] || [ "$code" -eq 77 ] || { cat "$2"; exit 1; }
    ' sh "$program" "$memcheck_log"
  done
}

# CP2K and Quantum ESPRESSO as engines of a tiny cell; 77 means not there.
engines()
{
  for engine in qe cp2k; do
    python=python3
    [ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
    engine_code=0
    "$python" tests/interop/engines_full.py \
      build/test-release/tests/interop/serve_engine "$engine" || engine_code=$?
    if [ "$engine_code" -eq 77 ]; then
      skipped=$((skipped + 1))
    else
      check "engine $engine" [ "$engine_code" -eq 0 ]
    fi
  done
}

# A locale with decimal commas, which minimal systems lack, for the tests that
# numbers do not depend on it.
make_locale()
{
  locale=build/locale/de_DE.UTF-8
  if [ ! -e "$locale/LC_NUMERIC" ] && command -v localedef >/dev/null; then
    mkdir -p build/locale
    localedef -i de_DE -f UTF-8 "$locale" >/dev/null 2>&1
  fi
  if [ -e "$locale/LC_NUMERIC" ]; then
    LOCPATH=$PWD/build/locale
    export LOCPATH
  fi
}

wanted="$build_packages $test_packages"
[ "$full" = no ] || wanted="$wanted $full_packages"
check "installing packages" install_packages "$wanted"

make_locale
[ -d "$shared" ] ||
  echo "No reference data at $shared: the tests that need it skip."

# asserts stay on: Release without NDEBUG
if build release gcc g++ -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_C_FLAGS_RELEASE=-O3 -DCMAKE_CXX_FLAGS_RELEASE=-O3; then
  run_tests release
else
  check "building with gcc" false
fi

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export LSAN_OPTIONS="suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS=print_stacktrace=1
if build asan clang clang++ -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_C_FLAGS_DEBUG="-O1 -g" -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g" \
  -DIONWAY_SANITIZE=address,undefined; then
  run_tests asan
else
  check "building with clang and sanitizers" false
fi

if [ "$full" = yes ]; then
  engines
  check "fuzz targets" fuzz
  memcheck
fi

[ "$skipped" -eq 0 ] || echo "$skipped skipped (listed above)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
