#!/usr/bin/env bash
# Installs the Debian packages that are still missing beside a compiler and CMake, as root or with sudo. Nothing
# missing: nothing happens, and no network is needed.
#
#   setup.sh [run|test|docs]     what the programs need (the default), the tests as well, or the documents

set -euo pipefail

run=(ninja-build libboost-dev librange-v3-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev gnuplot-nox libcminpack-dev
  libopenblas-dev)
test=(doctest-dev librapidcheck-dev libbenchmark-dev g++ clang-14 clang-16 libclang-rt-16-dev clang-tidy-16 clang-format-16
  openmpi-bin libopenmpi-dev pkg-config python3 python3-jsonschema reuse)
docs=(doxygen doxygen-awesome-css python3 g++ clang-16 libboost-dev)
command -v npm >/dev/null || docs+=(nodejs npm)  # which may have come from elsewhere

case "${1:-run}" in
  run) wanted=("${run[@]}") ;;
  test) wanted=("${run[@]}" "${test[@]}") ;;
  docs) wanted=("${docs[@]}") ;;
  *)
    echo "setup.sh: '$1' is none of run, test and docs" >&2
    exit 2
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
  if [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]]; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

echo "== Installing ${missing[*]}"
if ((EUID == 0)); then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  echo "setup.sh: neither root nor sudo: install these packages first: ${missing[*]}" >&2
  exit 1
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
