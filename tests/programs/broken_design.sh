#!/usr/bin/env bash
# What is wrong with a file is told once, however many ranks there are, and ends them all.
#
#   broken_design.sh PROGRAM DESIGN MPIEXEC MPI_PROGRAM BROKEN_DESIGN

set -euo pipefail

mpiexec=$3 mpi_program=$4 broken=$5
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

status=0
"$mpiexec" -n 3 "$mpi_program" "$broken" --output "$scratch/answers.csv" >"$scratch/said.txt" 2>&1 || status=$?
cat "$scratch/said.txt"
((status != 0))
(($(grep --count "^explore_design_space_mpi: '.*', line 2, column 1: this is not JSON" "$scratch/said.txt") == 1))
[[ ! -e $scratch/answers.csv ]]
