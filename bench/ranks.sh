#!/usr/bin/env bash
# How much faster more ranks answer a design space: one that answers, then two and so on, beside the rank that hands
# out and writes. A table shows the medians of the rounds; the starting and stopping of the ranks is part of them.
#
#   ranks.sh MPI_PROGRAM [DESIGN [MOST [ROUNDS]]]     every_plan.json beside this file, as many as there are cores, 3

set -euo pipefail
export LC_ALL=C

program=${1:?ranks.sh: name the program explore_design_space_mpi}
design=${2:-$(dirname "${BASH_SOURCE[0]}")/every_plan.json}
most=${3:-$(nproc)}
rounds=${4:-3}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# One rank more than there are cores, also as root, are allowed by these words of Open MPI.
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

for ((round = 0; round < rounds; ++round)); do
  for ((answering = 1; answering <= most; ++answering)); do
    rm -f "$scratch/answers.csv"
    start=$(date +%s.%N)
    mpiexec -n $((answering + 1)) "$program" "$design" --output "$scratch/answers.csv" >/dev/null
    date +%s.%N | awk -v start="$start" '{print $1 - start}' >>"$scratch/$answering"
  done
done

printf '%9s %10s %9s\n' answering seconds speed-up
for ((answering = 1; answering <= most; ++answering)); do
  sort -g "$scratch/$answering" | awk '{t[NR] = $1} END {print t[int((NR + 1) / 2)]}'
done | awk 'NR == 1 {one = $1} {printf "%9d %10.2f %9.2f\n", NR, $1, one / $1}'
