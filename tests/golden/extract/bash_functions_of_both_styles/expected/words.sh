#!/bin/bash
count_words() {
  local words=($1)
  echo "${#words[@]}"
}

function main {
  count_words "$*"
}

main "$@"
