#!/usr/bin/env bash
# Kills one of four ranks once a tenth of the rows are written. That must end in an error, and in a file from which
# both programs go on to that of a single process.
#
#   dying_rank.sh PROGRAM DESIGN MPIEXEC MPI_PROGRAM RANK

set -euo pipefail

program=$1 design=$2 mpiexec=$3 mpi_program=$4 victim=$5
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

"$program" "$design" --output one_process.csv --threads 1
rows=$(wc -l <one_process.csv)

# A rank that is killed by the shell around it.
cat >dies.sh <<'END'
"$@" &
running=$!
while kill -0 $running 2>/dev/null && (($(wc -l <ranks.csv) < rows / 10)); do sleep 0.01; done
kill -KILL $running
wait $running
END
export rows

killed=
while [[ ! $killed ]]; do
  rm -f ranks.csv
  touch ranks.csv
  command=("$mpi_program" "$design" --output ranks.csv)
  ranks=()
  for rank in 0 1 2 3; do
    if ((rank > 0)); then ranks+=(:); fi
    ranks+=(-n 1)
    if ((rank == victim)); then ranks+=(bash dies.sh); fi
    ranks+=("${command[@]}")
  done
  status=0
  "$mpiexec" "${ranks[@]}" >said.txt 2>&1 || status=$?
  if (($(wc -l <ranks.csv) < rows)); then killed=yes; fi  # otherwise all was done before it died
done

cat said.txt
echo "$(wc -l <ranks.csv) of $rows lines are there, the status is $status"
if ((status == 0)); then
  echo "a rank has died without an error" >&2
  exit 1
fi
cp ranks.csv process.csv
"$mpiexec" -n 3 "${command[@]}"
cmp one_process.csv ranks.csv
"$program" "$design" --output process.csv
cmp one_process.csv process.csv
