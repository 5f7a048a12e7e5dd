#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The table of README.md from a fresh run: make_table.sh [PROGRAM]. With
# --write it replaces the table there, with --check it compares (exit 1 when
# they differ).
set -eu
cd "$(dirname "$0")/.."
mode=print
case "${1-}" in
  --write | --check) mode=${1#--}; shift ;;
esac
program=${1:-build/cli/ionway}

# One CSV row a crystal; the columns by name, so that new ones do no harm.
rows()
{
  for crystal in LiFePO4 LiCoO2 LiMn2O4 Li6PS5Cl Li3OCl NaAl11O17; do
    "$program" map --quiet --format csv "samples/$crystal/structure.cif" |
      awk -F, -v crystal="$crystal" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        function ev(name,    text) {
          text = $column[name]
          return text == "" ? "–" : sprintf("%.3f", text)
        }
        function ang(name,    text) {
          text = $column[name]
          return text == "" ? "–" : sprintf("%.2f", text)
        }
        { printf("| %s | %s | %s | %s | %s | %s | %s |\n", crystal,
            $column["space_group"], $column["mobile_ion"], ev("e_1d_ev"),
            ev("e_2d_ev"), ev("e_3d_ev"),
            ang("bottleneck_free_radius_1d_ang")) }'
  done
}

table()
{
  echo "| crystal | group | ion | E_1D, eV | E_2D, eV | E_3D, eV |" \
    "free radius, Å |"
  echo "|---|---|---|---|---|---|---|"
  rows
}

made=$(table)
case "$mode" in
  print) printf '%s\n' "$made" ;;
  write)
    awk -v table="$made" '
      /^<!-- end of table -->/ { inside = 0 }
      !inside
      /^<!-- table: / { inside = 1; print table }' README.md >README.new
    mv README.new README.md
    ;;
  check)
    kept=$(awk '/^<!-- end of table -->/ { inside = 0 } inside
      /^<!-- table: / { inside = 1 }' README.md)
    [ "$made" = "$kept" ] ||
      { printf 'README.md has\n%s\nthe program gives\n%s\n' "$kept" "$made"
        exit 1; }
    ;;
esac
