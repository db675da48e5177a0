#!/usr/bin/env bash
# Plans of a language model over MPI: the rows are those of explore_design_space, and a file that was cut short, as a crash
# leaves it, is gone on with to the same byte.
#
#   training_ranks.sh PROGRAM DESIGN MPIEXEC MPI_PROGRAM RANKS

set -euo pipefail

program=$1 mpiexec=$3 mpi_program=$4 ranks=$5
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

question=(--model Llama-3.1-8B --gpus 1 --gpus 8..32 --tokens 1e12)
explore() { "$mpiexec" -n "$ranks" "$mpi_program" "${question[@]}" "$@"; }

"$program" "${question[@]}" --format csv >one_process.csv
explore --output whole.csv
sed 's/,[^,]*$//' whole.csv | cmp - one_process.csv
rows=$(wc -l <whole.csv)
((rows > 10))

# Behind the first row, behind whole rows, in the middle of one, behind a number of GPUs without a plan.
size=$(wc -c <whole.csv)
for kept in $(head -n 2 whole.csv | wc -c) $(head -n 3 whole.csv | wc -c) $((size / 2)) $((size * 3 / 4)) $((size - 1)); do
  head -c "$kept" whole.csv >resumed.csv
  explore --output resumed.csv
  cmp whole.csv resumed.csv
done
explore --output resumed.csv | grep -q "$((rows - 1)) of them from before"
cmp whole.csv resumed.csv

# Killed while it writes.
rm resumed.csv
explore --output resumed.csv &
running=$!
while kill -0 $running 2>/dev/null && [[ $(cat resumed.csv 2>/dev/null | wc -l) -lt 3 ]]; do sleep 0.01; done
kill -KILL $running 2>/dev/null || true
wait $running 2>/dev/null || true
for attempt in {1..100}; do  # until the ranks that it left behind have ended
  if explore --output resumed.csv >said.txt 2>&1; then break; fi
  sleep 0.1
done
cmp whole.csv resumed.csv

# Another question is not mixed in.
question+=(--tp 2)
if explore --output whole.csv 2>said.txt; then exit 1; fi
grep -q "has the answers to other questions, and is left as it is" said.txt
cmp whole.csv resumed.csv
