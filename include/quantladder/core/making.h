// How a model's file came to be, where a sweep made it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quantladder::core {

// What an importance matrix is, and what it was made from.
struct ImatrixOrigin {
  std::string sha256;  // of the matrix; empty: it is not made yet
  std::string text;    // name of the text that it was made from; empty: the matrix was given, its text is not known
  std::string text_sha256;    // empty as `text` is, and so on
  std::optional<int> chunks;  // of the text that were read; nullopt also: not made yet
  std::optional<int> ctx;     // tokens in a chunk
  std::string version;        // of the llama-imatrix that made it

  friend bool operator==(const ImatrixOrigin&, const ImatrixOrigin&) = default;
};

struct Making {
  std::vector<std::vector<std::string>> commands;  // that make the file again, one after the other
  std::optional<ImatrixOrigin> imatrix;            // nullopt: it was made without one
};

}  // namespace quantladder::core
