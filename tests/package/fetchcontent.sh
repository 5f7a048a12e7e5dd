#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A CMake project builds the library as part of itself: fetchcontent.sh CMAKE
# CC CXX CONSUMER WORK SAMPLE CRYSTAL SOURCE
set -eu
cmake=$1 cc=$2 cxx=$3 consumer=$4 work=$5 sample=$6 crystal=$7 source=$8
. "$(dirname "$0")/consumer.sh"

rm -rf "$work"
CC=$cc CXX=$cxx "$cmake" -S "$consumer" -B "$work" -DHOW=fetch \
  -DSAMPLE="$sample" -DFETCHCONTENT_SOURCE_DIR_IONWAY="$source" \
  -DFETCHCONTENT_FULLY_DISCONNECTED=ON -DCMAKE_BUILD_TYPE=Release
"$cmake" --build "$work" -j 2
run_sample "$work/sample_c" "$crystal"
run_sample "$work/sample_cxx" "$crystal"

# the host's own installation stays the host's own
"$cmake" --install "$work" --prefix "$work/stage" >/dev/null
if [ -e "$work/stage" ] && [ -n "$(find "$work/stage" -type f)" ]; then
  echo "ionway installs itself with its host"
  exit 1
fi
