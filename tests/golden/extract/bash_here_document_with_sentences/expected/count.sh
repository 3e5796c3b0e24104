#!/bin/bash
usage() {
  cat <<EOF
Counts the lines of a log.
Call it with one file, please.
EOF
}
[ $# -eq 1 ] || { usage >&2; exit 1; }
wc -l < "$1"
