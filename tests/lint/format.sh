#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The code is as clang-format 14 writes it: format.sh ROOT. Other versions
# differ in detail, so without this one the check is skipped.
set -eu
root=$1
formatter=
for name in clang-format-14 clang-format; do
  if command -v "$name" >/dev/null &&
    "$name" --version | grep -q 'version 14\.'; then
    formatter=$name
    break
  fi
done
if [ -z "$formatter" ]; then
  echo "skipped: no clang-format 14 here"
  exit 77
fi
cd "$root"
find core pathways io cli samples bench tests \
  -name '*.[ch]' -o -name '*.cpp' 2>/dev/null |
  xargs "$formatter" --dry-run -Werror
