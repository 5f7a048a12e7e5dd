#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A CMake project finds the installed library: find_package.sh CMAKE CC CXX
# CONSUMER WORK SAMPLE CRYSTAL STAGE VERSION
set -eu
cmake=$1 cc=$2 cxx=$3 consumer=$4 work=$5 sample=$6 crystal=$7 stage=$8
version=$9
. "$(dirname "$0")/consumer.sh"

rm -rf "$work"
CC=$cc CXX=$cxx "$cmake" -S "$consumer" -B "$work" -DHOW=find \
  -DIONWAY_VERSION="$version" -DSAMPLE="$sample" -DCMAKE_PREFIX_PATH="$stage"
"$cmake" --build "$work"
run_sample "$work/sample_c" "$crystal"
run_sample "$work/sample_cxx" "$crystal"

# another minor version is another interface: it must not be accepted
if "$cmake" -S "$consumer" -B "$work/wrong" -DHOW=find \
  -DIONWAY_VERSION=0.99.0 -DSAMPLE="$sample" -DCMAKE_PREFIX_PATH="$stage" \
  >/dev/null 2>&1; then
  echo "version 0.99.0 was found, too"
  exit 1
fi
