#!/usr/bin/env bash
# What a compiler spends on the library: the headers in proportion to boost/units/quantity.hpp alone, and one
# more static_assert on a strategy. Every round compiles every case once, a table shows the medians of rounds.
# What counts is the processor time in user mode, which other work on the machine disturbs least.
#
#   compile_time.sh [ROUNDS [COMPILER...]]     7 rounds with g++, clang++-16 and clang++-14, as far as present
#
# Compilers keep their own limits of constant expressions. Exits with 1 where something does not compile.

set -euo pipefail
export LC_ALL=C

include=$(cd "$(dirname "${BASH_SOURCE[0]}")/../include" && pwd)

rounds=${1:-7}
if [[ ! $rounds =~ ^[1-9][0-9]{0,3}$ ]]; then
  echo "compile_time.sh: '$rounds' is not a number of rounds from 1 to 9999" >&2
  exit 2
fi
compilers=("${@:2}")
if ((${#compilers[@]} == 0)); then
  for candidate in g++ clang++-16 clang++-14; do
    if command -v "$candidate" >/dev/null; then compilers+=("$candidate"); fi
  done
fi
if ((${#compilers[@]} == 0)); then
  echo "compile_time.sh: neither g++ nor clang++-16 nor clang++-14 is installed: name a compiler" >&2
  exit 2
fi
for compiler in "${compilers[@]}"; do
  if ! command -v "$compiler" >/dev/null; then
    echo "compile_time.sh: there is no compiler '$compiler'" >&2
    exit 2
  fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- What is compiled

unit=boost/units/quantity.hpp
headers=("$unit" scalewall/quantities.hpp scalewall/estimate/step.hpp scalewall/scalewall.hpp)
if echo '#include <range/v3/version.hpp>' | "${compilers[0]}" -E -x c++ - &>/dev/null; then
  headers+=(scalewall/sweep/sweep.hpp)
else
  echo "scalewall/sweep/sweep.hpp is left out: it needs range-v3"
fi
case_of() { echo "${1//\//_}"; }
for header in "${headers[@]}"; do
  echo "#include <$header>" >"$work/$(case_of "$header").cpp"
done

# A file with the first $1 of 21 strategies, each asserted to be a good one.
assert_strategies() {
  local data pipeline strategy left=$1
  cat <<'END'
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
namespace sw = scalewall;
constexpr auto model = sw::mlp_transformer{.layers = 192, .d_model = 12'288, .d_ff = 49'152};
constexpr auto cluster = sw::catalog::dgx_h100;
constexpr auto batch = sw::batch{.sequences = 3584};
END
  for data in 1 2 4; do
    for pipeline in 1 2 4 8 16 32 64; do
      ((left-- > 0)) || return 0
      strategy="sw::strategy<sw::tensor<4, 8>, sw::pipeline<$pipeline, sw::zero_bubble>, sw::data<$data>>"
      echo "static_assert(sw::estimate_step<$strategy>(model, cluster, batch).utilization > 0.4);"
    done
  done
}
fewest=1
most=21
numbers=("$fewest" 11 "$most")
for number in "${numbers[@]}"; do
  assert_strategies "$number" >"$work/asserts_$number.cpp"
done

# ---- How it is measured

# Appends the milliseconds that a case takes to the list of its times.
measure() {
  local compiler=$1 case=$2 TIMEFORMAT=%3U spent
  local command=("$compiler" -std=c++20 -I"$include" -c "$work/$case.cpp" -o "$work/object.o")
  if ! { time "${command[@]}" 2>"$work/messages"; } 2>"$work/spent"; then
    echo "compile_time.sh: $compiler does not compile this:" >&2
    cat "$work/$case.cpp" >&2
    head -n 20 "$work/messages" >&2
    exit 1
  fi
  spent=$(<"$work/spent")
  echo "$((10#${spent/./}))" >>"$work/$case.times"
}

# Of the numbers on standard input.
median() {
  local sorted
  mapfile -t sorted < <(sort -n)
  echo "${sorted[$((${#sorted[@]} / 2))]}"
}

# Of what is computed, round by round, from the times of two cases: `own` and `other`.
median_of() {
  local expression=$3
  paste "$work/$1.times" "$work/$2.times" |
    while read -r own other; do echo $((expression)); done |
    median
}

# 1234 with three decimals as 1.234.
with_point() {
  local digits
  printf -v digits '%0*d' "$(($2 + 1))" "$1"
  echo "${digits:0:-$2}.${digits: -$2}"
}

for compiler in "${compilers[@]}"; do
  echo "$("$compiler" --version | head -n 1), the median of $rounds rounds"
  rm -f "$work"/*.times
  for ((round = 0; round < rounds; ++round)); do
    for header in "${headers[@]}"; do measure "$compiler" "$(case_of "$header")"; done
    for number in "${numbers[@]}"; do measure "$compiler" "asserts_$number"; done
  done

  printf '  %-32s %8s %8s\n' "" seconds ratio
  for header in "${headers[@]}"; do
    case=$(case_of "$header")
    ratio=$(median_of "$case" "$(case_of "$unit")" '(100 * own + other / 2) / other')
    printf '  %-32s %8s %8s\n' "$header" "$(with_point "$(median <"$work/$case.times")" 3)" \
      "$(with_point "$ratio" 2)"
  done
  for number in "${numbers[@]}"; do
    printf '  %-32s %8s\n' "steps in static_assert: $number" \
      "$(with_point "$(median <"$work/asserts_$number.times")" 3)"
  done
  # The straight line through three equally distant points rises like the one through the outer two.
  slope=$(median_of "asserts_$most" "asserts_$fewest" "10 * (own - other) / ($most - $fewest)")
  printf '  %-32s %8s ms\n\n' "one more of them" "$(with_point "$slope" 1)"
done
