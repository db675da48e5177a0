#!/usr/bin/env bash
# Installs the Debian packages that are still missing beside a compiler and CMake, as root or with sudo. Nothing
# missing: nothing happens, and no network is needed.
#
#   setup.sh [run|test|docs|page|page-test]     what the programs need (the default); the tests as well; the documents;
#                                               the page; its tests

set -euo pipefail

run=(ninja-build libboost-dev librange-v3-dev nlohmann-json3-dev libyaml-cpp-dev libtomlplusplus-dev libcli11-dev gnuplot-nox libcminpack-dev
  libopenblas-dev)
test=(doctest-dev librapidcheck-dev libbenchmark-dev g++ clang-14 clang-16 libclang-rt-16-dev clang-tidy-16 clang-format-16
  openmpi-bin libopenmpi-dev pkg-config python3 python3-dev python3-jsonschema pybind11-dev reuse)
docs=(doxygen doxygen-awesome-css python3 g++ clang-16 libboost-dev)
command -v npm >/dev/null || docs+=(nodejs npm)  # which may have come from elsewhere
page=(ninja-build libboost-dev librange-v3-dev nlohmann-json3-dev clang-16 lld-16 libc++-16-dev-wasm32
  libc++abi-16-dev-wasm32 libclang-rt-16-dev-wasm32 wasi-libc binaryen)
# Another node than Debian's often brings its own npm, which keeps Debian's out.
command -v node >/dev/null || page+=(nodejs)
command -v npm >/dev/null || page+=(npm)

case "${1:-run}" in
  run) wanted=("${run[@]}") ;;
  test) wanted=("${run[@]}" "${test[@]}") ;;
  docs) wanted=("${docs[@]}") ;;
  page) wanted=("${page[@]}") ;;
  page-test) wanted=("${page[@]}" chromium) ;;
  *)
    echo "setup.sh: '$1' is none of run, test, docs, page and page-test" >&2
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
