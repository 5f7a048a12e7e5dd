#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Every public header compiles alone, as C11 and as C++17, with whatever
# compilers are here: headers.sh CC CXX INCLUDE
set -eu
cc=$1 cxx=$2 include=$3
warnings="-Wall -Wextra -Wpedantic -Werror -fsyntax-only"
n=0

for header in "$include"/ionway/*.h; do
  name=ionway/$(basename "$header")
  # twice: the guard works
  text=$(printf '#include <%s>\n#include <%s>\nint main(void) { return 0; }\n' \
    "$name" "$name")
  for compiler in "$cc" gcc clang; do
    command -v "$compiler" >/dev/null || continue
    echo "$text" | "$compiler" -std=c11 $warnings -I "$include" -x c - ||
      { echo "$name with $compiler as C11"; exit 1; }
  done
  for compiler in "$cxx" g++ clang++; do
    command -v "$compiler" >/dev/null || continue
    echo "$text" | "$compiler" -std=c++17 $warnings -I "$include" -x c++ - ||
      { echo "$name with $compiler as C++17"; exit 1; }
  done
  n=$((n + 1))
done
echo "$n headers"
[ "$n" -ge 10 ]
