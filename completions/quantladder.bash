# bash completion for quantladder. Installed as share/bash-completion/completions/quantladder, or sourced by hand.

_quantladder() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local sandbox='--python --unsafe-no-sandbox' selection='--model --task --level --iterations --rerun --out'
  local command='' word options='' folder
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      run | plan | report | compare | recommend | import | rescore | verify | doctor | extract | judge) command=$word && break ;;
    esac
  done
  COMPREPLY=()

  case $previous in
    --out | --to) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    --metric) mapfile -t COMPREPLY < <(compgen -W 'score tg pp ttft vram' -- "$current"); return ;;
    --levels) _quantladder_files '*.csv' "$current"; return ;;
    --tests) _quantladder_files '*.py' "$current"; return ;;
    --python | --reply | --solution) _quantladder_files '*' "$current"; return ;;
    # Only the configuration or the suite knows them.
    --model | --task | --level | --iterations | --repeat | --jobs | --module) return ;;
    --baseline | --candidate | --margin | --min-tg | --max-ttft | --max-vram | --max-size | --max-loss) return ;;
  esac

  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W 'run plan report compare recommend import rescore verify doctor extract judge --help --version' -- "$current"); return ;;
    run) options="$selection --dry-run --stop-when-decided --margin $sandbox" ;;
    plan) options="$selection --power --difference --margin --pilot --scale --assume --correlation" ;;
    compare) options='--baseline --candidate --all-pairs --margin --metric --unpaired --allow-different --scale' ;;
    recommend) options='--min-tg --max-ttft --max-vram --max-size --max-loss --scale' ;;
    import) options='--levels --out --scale' ;;
    rescore) options="--suite --all $sandbox" ;;
    verify) options="--task --repeat --jobs --references-only $sandbox" ;;
    doctor) options=$sandbox ;;
    extract) options='--task --to' ;;
    judge) options="--task --tests --module --reply --solution $sandbox" ;;
  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options --json --help" -- "$current")
    return
  fi

  case $command in
    run | plan) _quantladder_files '*.@(json|jsonc|gguf)' "$current" ;;
    doctor) _quantladder_files '*.@(json|jsonc)' "$current" ;;
    extract) _quantladder_files '*' "$current" ;;
    compare | recommend | import) _quantladder_files '*.@(csv|tsv|json|jsonl)' "$current" ;;
    report | rescore) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    verify)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$current"; for folder in tasks/*/suite.json; do
        folder=${folder#tasks/} && compgen -W "${folder%/suite.json}" -X '\*' -- "$current"
      done)
      ;;
  esac
}

# Folders, and the files that match the extended pattern $1.
_quantladder_files() {
  local extglob_was
  extglob_was=$(shopt -p extglob)
  shopt -s extglob
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -d -- "$2"; compgen -f -X "!$1" -- "$2" | while IFS= read -r name; do
    [[ -d $name ]] || printf '%s\n' "$name"
  done)
  eval "$extglob_was"
}

complete -F _quantladder quantladder
