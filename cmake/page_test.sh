#!/usr/bin/env bash
# Sets up, builds and tests the page: its module against the native library, and in a browser. Where the tools of the page
# cannot be had it says so, and is done.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

leave_out() {
  echo "page_test.sh: $1"
  exit 0
}

bash cmake/setup.sh page || leave_out "the page is not tested: its Debian packages cannot be had"
(($(node --version | sed 's/v\([0-9]*\).*/\1/') >= 18)) || leave_out "the page is not tested: node is older than 18"
if [[ ! web/node_modules/.package-lock.json -nt web/package-lock.json ]]; then
  (cd web && npm ci --no-progress --loglevel=error) || leave_out "the page is not tested: its npm packages cannot be had"
fi
bash cmake/page.sh --build build/page/site

cmake --preset gcc >/dev/null
cmake --build build/gcc --target scalewall_page_answers which_plan how_far_can_training_scale what_would_help_most \
  explore_design_space does_it_fit validate_runs how_sure_are_we
tests=(web/tests/module.test.mjs web/tests/size.test.mjs web/tests/documents.test.mjs)
if bash cmake/setup.sh page-test; then
  tests+=(web/tests/browser.test.mjs)
else
  echo "page_test.sh: the page is not tested in a browser: chromium cannot be had"
fi
node --test "${tests[@]}"
