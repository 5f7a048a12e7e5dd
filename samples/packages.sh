# SPDX-License-Identifier: BSD-3-Clause
# Which Debian packages ionway needs, and how to get those that are missing.
# Sourced by samples/quickstart.sh and tests/run.sh.

# to build and run
build_packages="gcc g++ make cmake pkg-config
  libsymspg-dev gemmi-dev tao-pegtl-dev libcjson-dev liblapacke-dev
  libopenblas-dev libgmp-dev"

# what the tests need on top: a second compiler with its sanitizers and
# libFuzzer (llvm names the functions in their reports), the programs that read
# our files back, and the formatter
test_packages="clang llvm libclang-rt-14-dev libomp-dev clang-format-14
  python3 python3-ase python3-jsonschema python3-pymatgen python3-spglib
  lammps python3-lammps
  locales mandoc"

# only for tests/run.sh --full
full_packages="valgrind cp2k cp2k-data quantum-espresso
  quantum-espresso-data"

# Names among $1 that dpkg does not know as installed.
missing_packages()
{
  for package in $1; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || state=
    [ "$state" = "install ok installed" ] || printf '%s ' "$package"
  done
}

# Install what is missing among $1, with root or sudo. Where that cannot be
# done, say what may be missing and go on: the build names what it lacks.
install_packages()
{
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null
  then
    echo "Not a Debian system; needed here under whatever name:" $1
    return 0
  fi
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif ! command -v sudo >/dev/null; then
    echo "Neither root nor sudo, and not installed: $missing"
    return 0
  elif [ -t 0 ]; then
    as_root=sudo
  else
    as_root="sudo -n"
  fi
  echo "Installing: $missing"
  apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y
    -o DPkg::Lock::Timeout=300"
  $apt update </dev/null &&
    $apt install --no-install-recommends $missing </dev/null
}

# Processors to build and test on.
processors()
{
  getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}
