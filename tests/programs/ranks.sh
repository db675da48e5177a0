#!/usr/bin/env bash
# Answers over MPI and compares the file with that of a single process.
#
#   ranks.sh PROGRAM DESIGN MPIEXEC MPI_PROGRAM RANKS

set -euo pipefail

program=$1 design=$2 mpiexec=$3 mpi_program=$4 ranks=$5
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

"$program" "$design" --output one_process.csv --threads 1
"$mpiexec" -n "$ranks" "$mpi_program" "$design" --output ranks.csv
cmp one_process.csv ranks.csv
