#!/bin/sh
# Fails where clang-format would lay a C++ file out in another way, and names the lines.
# usage: format.sh ROOT
set -eu
cd "$1"
command -v clang-format-14 >/dev/null || { echo "clang-format-14 is missing; scripts/lint installs it" >&2; exit 77; }
find src include tests benchmarks -type f '(' -name '*.cpp' -o -name '*.h' ')' | xargs clang-format-14 --dry-run --Werror
