#!/bin/bash
# What changes between two revisions: asks both the same 5,000 random questions about steps, memory and plans, and prints what
# stopped working, what drifted by more than 1e-4 and which plans changed. The exit status is 1 where anything did.
#
#     bash bench/answers.sh BASE HEAD [--count N] [--seed N]
#
# The questions and the program that answers them are those of this checkout, tests/second/, compiled with the headers of
# either revision; headers that they do not compile with answer through the program of their own revision, where it has one.
# Nothing is left behind. CXX is the compiler, g++ unless it is set; ccache is used where it is installed.
set -euo pipefail
if [ $# -lt 2 ]; then sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "$0" >&2; exit 2; fi
base=$1 head=$2
shift 2
here=$(cd "$(dirname "$0")/.." && pwd)
for revision in "$base" "$head"; do
  git -C "$here" rev-parse --verify --quiet "$revision^{commit}" > /dev/null || { echo "there is no revision $revision" >&2; exit 2; }
done
scratch=$(mktemp -d)
clean() {
  for side in base head; do git -C "$here" worktree remove --force "$scratch/$side" 2> /dev/null || true; done
  rm -rf "$scratch"
}
trap clean EXIT
launcher=$(command -v ccache || true)

# compile SIDE FOLDER: the answering program of a folder with the headers of a side. Relative paths, so that another scratch
# folder finds what was compiled before.
compile() {
  (cd "$scratch/$1" && cp -r "$2" asked_of && CCACHE_NOHASHDIR=1 $launcher "${CXX:-g++}" -std=c++20 -O1 -I include \
    -c asked_of/answer_lines.cpp -o answers.o && "${CXX:-g++}" answers.o -o "$scratch/$1.answers") 2> "$scratch/$1.errors"
  local status=$?
  rm -rf "$scratch/$1/asked_of"
  return $status
}

build() {
  if compile "$1" "$here/tests/second"; then return; fi
  if [ -e "$scratch/$1/tests/second/answer_lines.cpp" ] && compile "$1" "$scratch/$1/tests/second"; then
    echo "$2 answers through its own program"
    return
  fi
  echo "no program that answers compiles with the headers of $2:" >&2
  grep -m 3 error "$scratch/$1.errors" >&2
  exit 2
}

for side in base head; do
  git -C "$here" worktree add --quiet --detach "$scratch/$side" "${!side}"
done
build base "$base" & first=$!
build head "$head"
wait $first
python3 "$here/tests/second/changes.py" "$scratch/base.answers" "$scratch/head.answers" "$@"
