# SPDX-License-Identifier: BSD-3-Clause
# Sourced by the consumer tests: run the sample and look at what it prints.

# run_sample PROGRAM CRYSTAL: three thresholds in eV, in ascending order; and
# for a file that is not there a failure that names it.
run_sample()
{
  sample_output=$("$1" "$2") || { echo "the sample failed"; return 1; }
  echo "$sample_output"
  echo "$sample_output" | awk '
    !/^E_[123]D = [0-9]+\.[0-9]+ eV$/ { print "odd line: " $0; bad = 1 }
    $3 < last { print "thresholds descend"; bad = 1 }
    { last = $3 }
    END { exit bad || NR != 3 }' || return 1
  if sample_output=$("$1" /nonexistent.cif 2>&1); then
    echo "the sample accepts a file that is not there"
    return 1
  fi
  case "$sample_output" in
    *nonexistent.cif*) ;;
    *) echo "no file name in: $sample_output"; return 1 ;;
  esac
}
