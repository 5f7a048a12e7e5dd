#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A makefile's way: pkg-config and one compiler call. pkgconfig.sh CC CXX
# LIBDIR WORK SAMPLE CRYSTAL VERSION
set -eu
cc=$1 cxx=$2 libdir=$3 work=$4 sample=$5 crystal=$6 version=$7
. "$(dirname "$0")/consumer.sh"

export PKG_CONFIG_PATH="$libdir/pkgconfig"
export LD_LIBRARY_PATH="$libdir"
found=$(pkg-config --modversion ionway)
[ "$found" = "$version" ] || { echo "version $found, want $version"; exit 1; }
rm -rf "$work"
mkdir -p "$work"
warnings="-Wall -Wextra -Wpedantic -Werror"
# unquoted: these are lists of flags
"$cc" -std=c11 $warnings "$sample" $(pkg-config --cflags --libs ionway) \
  -o "$work/sample_c"
"$cxx" -std=c++17 $warnings -x c++ "$sample" \
  $(pkg-config --cflags --libs ionway) -o "$work/sample_cxx"
run_sample "$work/sample_c" "$crystal"
run_sample "$work/sample_cxx" "$crystal"
