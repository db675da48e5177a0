#!/usr/bin/env bash
# Builds the documents as a folder of pages that need no network: DIR/html/index.html.
#
#   docs.sh [DIR]     build/docs where none is given
#
# A wrong equation, a dead link, a lost anchor or a warning of Doxygen ends it with status 1. KaTeX, which renders the
# equations, is installed by npm once, below DIR; where that cannot be done, equations stay in TeX and the last line says so.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
site=docs/site
dir=${1:-build/docs}
bash cmake/setup.sh docs

mkdir -p "$dir/katex"
dir=$(cd "$dir" && pwd)
katex=("$dir/katex")
if ! cmp -s $site/package-lock.json "$dir/katex/installed"; then
  cp $site/package.json $site/package-lock.json $site/.npmrc "$dir/katex/"
  if (cd "$dir/katex" && npm ci --silent); then
    cp $site/package-lock.json "$dir/katex/installed"
  else
    katex=()
  fi
fi

python3 $site/prepare.py "$dir/source"
rm -rf "$dir/html"
doxygen - <<END
@INCLUDE            = $site/Doxyfile
PROJECT_NUMBER      = $(sed -n 's/.*SCALEWALL_VERSION_[A-Z]* \([0-9][0-9]*\)$/\1/p' include/scalewall/version.hpp | paste -sd.)
INPUT               = "$dir/source/include/folders.hpp" "$dir/source/pages" "$dir/source/include/scalewall"
IMAGE_PATH          = "$dir/source/images"
STRIP_FROM_PATH     = "$dir/source/include" "$dir/source"
STRIP_FROM_INC_PATH = "$dir/source/include"
LAYOUT_FILE         = "$dir/source/layout.xml"
OUTPUT_DIRECTORY    = "$dir"
END
python3 $site/finish.py "$dir/html" "${katex[@]}"
python3 $site/check_links.py "$dir/html"

echo "$dir/html/index.html"
if ((${#katex[@]} == 0)); then
  echo "docs.sh: KaTeX COULD NOT BE INSTALLED by npm: equations are left in TeX, and whether they are right is not checked"
fi
