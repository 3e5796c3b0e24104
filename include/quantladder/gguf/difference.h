// What two files of one model have different.
#pragma once

#include "quantladder/gguf/deep.h"
#include "quantladder/gguf/model_file.h"

namespace quantladder::gguf {

// With both deep looks the data are compared too. Arrays are compared byte by byte. Throws core::Error(usage) where a
// file cannot be read.
core::FileDifference compare(const ModelFile& a, const ModelFile& b, const DeepLook* deep_a = nullptr,
                             const DeepLook* deep_b = nullptr);

}  // namespace quantladder::gguf
