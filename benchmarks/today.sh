#!/usr/bin/env bash
# Makes an environment in DIR with the first house, the build that the goals of speed are ratios to: benchmarks/today.sh DIR
set -euo pipefail
dir=${1:?where to}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git archive 600554c | tar -x -C "$source"
python3 -m venv "$dir"
"$dir/bin/python" -m pip install --quiet --requirement "$source/requirements.lock"
"$dir/bin/python" -m pip install --quiet --no-deps "$source"
"$dir/bin/python" -m pip install --quiet "typst>=0.13" # both write PDF in the rows about reports
"$dir/bin/cmo-eval" --version
