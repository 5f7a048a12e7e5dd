#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Install into a stage that is not the configured prefix, and look at what is
# there: install.sh CMAKE BUILD STAGE BINDIR LIBDIR VERSION
set -eu
cmake=$1 build=$2 stage=$3 bindir=$4 libdir=$5 version=$6

rm -rf "$stage"
"$cmake" --install "$build" --prefix "$stage" >/dev/null

for file in "$libdir/libionway.so" "$libdir/pkgconfig/ionway.pc" \
  "$libdir/cmake/Ionway/IonwayConfig.cmake" \
  "$libdir/cmake/Ionway/IonwayConfigVersion.cmake" \
  include/ionway/ionway.h include/ionway/version.h "$bindir/ionway"; do
  [ -e "$stage/$file" ] || { echo "not installed: $file"; exit 1; }
done

# manual pages that man can read
for page in ionway ionway-info ionway-map ionway-defects ionway-convert; do
  file=$stage/share/man/man1/$page.1
  [ -s "$file" ] || { echo "no manual page $page"; exit 1; }
  ! command -v mandoc >/dev/null || mandoc -T lint -W error "$file"
done
[ -s "$stage/share/bash-completion/completions/ionway" ]

# no header of ours is left out, no private one slips in
for header in "$(dirname "$0")"/../../*/include/ionway/*.h; do
  [ -e "$stage/include/ionway/$(basename "$header")" ] ||
    { echo "header not installed: $header"; exit 1; }
done
if grep -rn '^#include "' "$stage/include"; then
  echo "a public header includes a private one"
  exit 1
fi

# the program runs from its new place, with the library beside it
answer=$(env -u LD_LIBRARY_PATH "$stage/$bindir/ionway" --version)
case "$answer" in
  *"$version"*) echo "$answer" ;;
  *) echo "--version says '$answer', want $version"; exit 1 ;;
esac

# nothing that is installed as text knows where it was built
if grep -rlI -e "$build" "$stage"; then
  echo "the build directory is written into the files above"
  exit 1
fi
