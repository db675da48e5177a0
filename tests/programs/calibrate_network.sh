#!/usr/bin/env bash
# Measures the network between processes: it is written and told of, and what is wrong is told once, by however many.
# How good the fits are depends on the machine, and is no test.
#
#   calibrate_network.sh MPIEXEC PROGRAM RANKS

set -euo pipefail

mpiexec=$1 program=$2 ranks=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

"$mpiexec" -n "$ranks" "$program" --seconds 1 --output measured | tee said.txt
grep --quiet "^How far the formula is off between [0-9]* ranks:" said.txt
grep --quiet "^probe,variant,format," measured/measurements.csv
grep --quiet "^transfer," measured/measurements.csv
grep --quiet '"backend": "MPI"' measured/machine.json

refuse() {
  local sentence=$1 status=0
  shift
  "$mpiexec" "$@" >refused.txt 2>&1 || status=$?
  cat refused.txt
  ((status != 0))
  (($(grep --count "^calibrate_network_mpi: $sentence" refused.txt) == 1))
}
refuse "a network has at least two ranks" -n 1 "$program"
refuse "--seconds is a positive, finite number, not '0'" -n "$ranks" "$program" --seconds 0
touch a_file
refuse "'a_file.*' cannot be written" -n "$ranks" "$program" --output a_file/folder
