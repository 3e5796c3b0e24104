#!/usr/bin/env bash
set -euo pipefail

total=0
while read -r line; do
  total=$((total + 1))
done
echo "lines $total"
