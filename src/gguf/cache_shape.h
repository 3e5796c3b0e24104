// The shape of the KV cache that llama-server makes for a model, by its header.
#pragma once

#include "quantladder/core/memory_need.h"
#include "quantladder/gguf/model_file.h"

namespace quantladder::gguf {

// Known for architectures whose cache holds keys and values of every layer. Of others (recurrent and hybrid models,
// compressed keys, one that this table does not have) it says that it is not known.
core::CacheShape cache_shape(const ModelFile& model);

}  // namespace quantladder::gguf
