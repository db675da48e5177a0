#!/usr/bin/env bash
# Sets up and runs every check: the layout of the sources, then the workflows of CMakePresets.json.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash cmake/setup.sh test

jobs=$(nproc)
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}
export CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$jobs}

echo "== clang-format"
find include tests bench examples web -name node_modules -prune -o -name '*.[ch]pp' -print0 | xargs -0 clang-format-16 --dry-run --Werror

for preset in gcc clang tidy; do
  echo "== $preset"
  cmake --workflow --preset "$preset"
done

echo "== the page"
bash cmake/page_test.sh
