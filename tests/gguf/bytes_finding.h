// What lint says of a file that a test wrote byte by byte.
#pragma once

#include <optional>
#include <string>

#include "gguf/model_builder.h"

namespace quantladder::gguf {

inline std::optional<core::Finding> finding_of(const test::GgufBytesBuilder& bytes, const std::string& id) {
  const sys::TempDir folder;
  bytes.write(folder.path() / "m.gguf");
  const ModelFile model = read_model_file(folder.path() / "m.gguf");
  for (const auto& finding : lint(model, describe(model))) {
    if (finding.id == id) return finding;
  }
  return std::nullopt;
}

}  // namespace quantladder::gguf
