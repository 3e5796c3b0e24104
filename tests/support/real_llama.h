// The real llama-server that the tests labelled "real" run, and a tiny model for it.
#pragma once

#include <string>

namespace quantladder::test {

// $LLAMA_BIN or $QUANTLADDER_LLAMA_BIN (the program, or the folder it is in), else PATH, else the cache folder that
// scripts/test fills. Throws with the remedy when there is none: a test that needs it must fail, not pass untried.
std::string real_llama_server();

// Written by make_tiny_gguf.py while building.
std::string tiny_model();

}  // namespace quantladder::test
