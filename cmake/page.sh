#!/usr/bin/env bash
# Sets up and builds the page, serves it on this machine and prints its address.
#
#   page.sh                 builds and serves it until it is stopped
#   page.sh --build DIR     leaves a folder that any web server can serve, and serves nothing

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
site=$root/build/page/site
case "${1:-}" in
  "") ;;
  --build)
    if [[ -z "${2:-}" ]]; then
      echo "page.sh: --build names a folder" >&2
      exit 2
    fi
    site=$(realpath -m "$2")
    # What lies there is replaced.
    if [[ -n "$(ls -A "$site" 2>/dev/null)" ]] && ! grep -qs "<title>scalewall</title>" "$site/index.html"; then
      echo "page.sh: $site is not empty, and no page that was built before" >&2
      exit 1
    fi
    ;;
  *)
    echo "page.sh: '$1' is no option; there is --build DIR" >&2
    exit 2
    ;;
esac

cd "$root"
bash cmake/setup.sh page
cmake -S web -B build/page -G Ninja -DCMAKE_TOOLCHAIN_FILE="$root/cmake/wasi.cmake" -DCMAKE_BUILD_TYPE=Release
cmake --build build/page
cd web
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-progress --loglevel=error
SCALEWALL_PAGE=$site npm run --silent build
echo "The page is in $site: $(du -sb "$site" | cut -f1) bytes."

if [[ "${1:-}" != --build ]]; then
  exec npx vite preview --host 127.0.0.1
fi
