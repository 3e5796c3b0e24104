#!/usr/bin/env bash
# Each reference 200 times in a row and each wrong solution 20 times, with another core kept busy all the while.
# usage: soak.sh QUANTLADDER TASKS_FOLDER
set -euo pipefail
while :; do :; done &
busy=$!
trap 'kill "$busy"' EXIT
for suite in ladder primer lru leetcode polyglot fastapi agents agents-small; do
  "$1" verify "$2/$suite" --references-only --repeat 200 --jobs 1
  "$1" verify "$2/$suite" --repeat 20 --jobs 2
done
