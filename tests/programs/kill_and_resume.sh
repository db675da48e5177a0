#!/usr/bin/env bash
# Kills a program whenever it has written some rows, starts it again until it comes to its end, and compares the file
# with that of a run that nobody disturbed.
#
#   kill_and_resume.sh PROGRAM DESIGN

set -euo pipefail

program=$1 design=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

"$program" "$design" --output undisturbed.csv --threads 1 >/dev/null
rows=$(wc -l <undisturbed.csv)

# How often a run was killed before its end. One that came to its end too soon is no test of anything.
kills=0
while ((kills == 0)); do
  rm -f killed.csv
  touch killed.csv
  for ((;;)); do
    before=$(wc -l <killed.csv)
    "$program" "$design" --output killed.csv --threads 2 >/dev/null &
    running=$!
    while kill -0 $running 2>/dev/null && (($(wc -l <killed.csv) < before + rows / 5)); do sleep 0.01; done
    kill -KILL $running 2>/dev/null || true
    status=0
    wait $running 2>/dev/null || status=$?
    if ((status == 0)); then break; fi
    if ((status != 137)); then
      echo "the program ended with status $status" >&2
      exit 1
    fi
    kills=$((kills + 1))
    # What a crash of the whole machine leaves: the end of the file is lost, or zeros.
    if ((kills % 3 == 1)); then truncate -s -100 killed.csv; fi
    if ((kills % 3 == 2)); then truncate -s +4096 killed.csv; fi
  done
done

echo "killed $kills times"
cmp undisturbed.csv killed.csv
