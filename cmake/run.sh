#!/usr/bin/env bash
# Sets up and runs the main job: how far can training scale? Arguments go to the program.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

(
  cd "$root"
  bash cmake/setup.sh run
  cmake --preset release
  cmake --build --preset release --target how_far_can_training_scale
) >&2

exec "$root/build/release/programs/how_far_can_training_scale" "$@"
