#!/usr/bin/env bash
# Sets up and runs every check: the layout of the sources, the workflows of CMakePresets.json, then the documents.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash cmake/setup.sh test

jobs=$(nproc)
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}
export CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$jobs}

echo "== clang-format"
find include tests bench examples programs python web -name node_modules -prune -o -name '*.[ch]pp' -print0 | xargs -0 clang-format-16 --dry-run --Werror

for preset in gcc clang tidy; do
  echo "== $preset"
  cmake --workflow --preset "$preset"
done

echo "== documents"
if bash cmake/setup.sh docs; then
  bash cmake/docs.sh build/docs
  if [[ -e build/docs/katex/installed ]]; then python3 tests/docs/tools.py build/docs/katex; fi
else
  echo "== DOCUMENTS ARE LEFT OUT: their packages could not be installed"
fi

echo "== the page"
bash cmake/page_test.sh
