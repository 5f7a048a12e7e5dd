#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# From a checkout to a first result: install what is missing, build into
# build/, map a crystal. Run it from anywhere, as often as you like.
set -eu
cd "$(dirname "$0")/.."
. samples/packages.sh

install_packages "$build_packages"
cmake -S . -B build -DCMAKE_BUILD_TYPE=Release \
  -DIONWAY_BUILD_TESTS=OFF -DIONWAY_BUILD_BENCH=OFF
cmake --build build -j "$(processors)"

crystal=samples/Li6PS5Cl/structure.cif
echo
echo "\$ build/cli/ionway map $crystal"
build/cli/ionway map "$crystal"
echo
echo "The same for your own crystal: $PWD/build/cli/ionway map FILE.cif"
