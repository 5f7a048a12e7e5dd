#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The shared library exports iw_* and nothing else, and everything the headers
# declare: symbols.sh LIBRARY
set -eu
library=$1
root=$(dirname "$0")/../..

exported=$(nm -D --defined-only "$library" | awk '{ print $NF }')
strange=$(printf '%s\n' "$exported" | grep -v '^iw_[a-z]' || true)
if [ -n "$strange" ]; then
  echo "exported, but not ours to export:"
  echo "$strange"
  exit 1
fi

# functions declared IW_API, whatever the line breaks
declared=$(cat "$root"/*/include/ionway/*.h "$root"/core/include/ionway/*.in |
  tr '\n' ' ' | grep -o 'IW_API [^;{]*' |
  sed 's/(\*\(iw_[a-z0-9_]*\)(/\1(/; s/^[^(]*[ *]\(iw_[a-z0-9_]*\)(.*/\1/' |
  grep '^iw_' | sort -u)
n=0
for name in $declared; do
  printf '%s\n' "$exported" | grep -qx "$name" ||
    { echo "declared but not in the library: $name"; exit 1; }
  n=$((n + 1))
done
echo "$n functions declared and exported"
[ "$n" -gt 50 ]
