# Shared by scripts/demo and scripts/test: where things are kept, how the scripts speak, and how packages get installed.
# Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE=${QUANTLADDER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/quantladder}
JOBS=${QUANTLADDER_JOBS:-$(nproc)}
export ROOT CACHE JOBS

say() { printf '\n==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 3; }

# with_lock FILE COMMAND...: two clones that share the cache must not build the same thing at once.
with_lock() {
  local lock=$1
  shift
  mkdir -p "$(dirname "$lock")"
  (
    flock 9
    "$@"
  ) 9>"$lock"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "administrator rights are needed for: $*   (run that line as root, then this script again)"
  fi
}

# The distribution's packages that the build, the sandbox and the tests need.
PACKAGES=(
  build-essential cmake ninja-build pkg-config git ca-certificates
  libcli11-dev nlohmann-json3-dev libspdlog-dev libfmt-dev libgtest-dev libgmock-dev
  libcurl4-openssl-dev libssl-dev zlib1g-dev
  bubblewrap python3 python3-pytest python3-jsonschema python3-venv python3-pip procps util-linux
)

# install_packages [PACKAGE...]: those above, and what the caller needs beside them.
install_packages() {
  PACKAGES+=("$@")
  command -v apt-get >/dev/null 2>&1 ||
    die "this script installs with apt-get, which is not here; install the equivalents of: ${PACKAGES[*]}"
  local missing=() package
  for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    note "the distribution's packages are all here"
    return
  fi
  note "installing: ${missing[*]}   (under two minutes)"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    die "these packages could not be installed: ${missing[*]}"
}

# build PRESET [TARGET...]: configure once, then compile. What the compiler says goes to stderr: stdout is for results.
build() {
  local preset=$1
  shift
  cmake --preset "$preset" -S "$ROOT" >/dev/null
  if [ "$#" -gt 0 ]; then
    cmake --build "$ROOT/build/$preset" -j "$JOBS" --target "$@" >&2
  else
    cmake --build "$ROOT/build/$preset" -j "$JOBS" >&2
  fi
}

# A virtual environment of the project's own: the distribution may lock its Python against pip (PEP 668).
venv_python() {
  local venv=$CACHE/venv
  if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    rm -rf "$venv"
    /usr/bin/python3 -m venv "$venv" >&2
  fi
  printf '%s\n' "$venv/bin/python"
}
