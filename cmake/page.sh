#!/usr/bin/env bash
# Sets up and builds the page, serves it on this machine and prints its address.
#
#   page.sh                 builds and serves it until it is stopped, with the documents where cmake/docs.sh built them
#   page.sh --build DIR     leaves a folder that any web server can serve, and serves nothing
#
#   --documents BASE        where numbers link to their equations: what cmake/docs.sh built, seen from the page (../docs/ is
#                           taken for the built folder, a folder docs beside it); none: they are named, and no links

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
site=$root/build/page/site
serve=true
documents=""
while (($# > 0)); do
  case "$1" in
    --build | --documents)
      if [[ -z "${2:-}" ]]; then
        echo "page.sh: $1 names a folder" >&2
        exit 2
      fi
      ;;&
    --build)
      serve=false
      site=$(realpath -m "$2")
      # What lies there is replaced.
      if [[ -n "$(ls -A "$site" 2>/dev/null)" ]] && ! grep -qs "<title>scalewall</title>" "$site/index.html"; then
        echo "page.sh: $site is not empty, and no page that was built before" >&2
        exit 1
      fi
      shift 2
      ;;
    --documents)
      documents=$2
      shift 2
      ;;
    *)
      echo "page.sh: '$1' is no option; there are --build DIR and --documents BASE" >&2
      exit 2
      ;;
  esac
done
if [[ -z "$documents" ]]; then
  documents=../docs/
  if $serve && [[ ! -e "$root/build/docs/html/index.html" ]]; then
    documents=none
    echo "Numbers do not link to their equations: bash cmake/docs.sh builds the documents."
  fi
fi
if [[ "$documents" == none ]]; then
  documents=""
else
  documents=${documents%/}/
fi

cd "$root"
bash cmake/setup.sh page
cmake -S web -B build/page -G Ninja -DCMAKE_TOOLCHAIN_FILE="$root/cmake/wasi.cmake" -DCMAKE_BUILD_TYPE=Release
cmake --build build/page
cd web
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-progress --loglevel=error
SCALEWALL_PAGE=$site SCALEWALL_DOCUMENTS=$documents npm run --silent build
echo "The page is in $site: $(du -sb "$site" | cut -f1) bytes."
if ! $serve && [[ -n "$documents" ]]; then
  echo "Its numbers link to the documents in $documents: bash cmake/docs.sh builds them."
fi

if $serve; then
  exec npx vite preview --host 127.0.0.1
fi
