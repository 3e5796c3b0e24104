# bash completion for quantladder, which says itself what may come next. Source this file, or install the program.

_quantladder() {
  local word what
  COMPREPLY=()
  while IFS=$'\t' read -r word what; do
    case $word in
      :folders | :files)
        compopt -o filenames 2>/dev/null
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$2")
        [[ $word == :files ]] && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(_quantladder_files "$2" "${what:+\.($what)\$}")
        ;;
      *) COMPREPLY+=("$word") ;;
    esac
  done < <("${1/#\~/$HOME}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

# The files that begin with $1 and match $2.
_quantladder_files() {
  local name
  compgen -f -- "$1" | while IFS= read -r name; do
    [[ ! -d $name && $name =~ $2 ]] && printf '%s\n' "$name"
  done
}

complete -F _quantladder quantladder
