// Paths of files in a reply: where they are named, and which of them are safe to write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "judge/extract_fences.h"
#include "judge/extract_language.h"

namespace quantladder::judge::extraction {

// The first word of `text` that ends with the language's extension, empty: none.
std::string_view path_in(std::string_view text, const Language& language);

// A line that is nothing but a path, decoration and at most a remark behind it: "# pkg/core.py (revised)".
std::string_view path_label(std::string_view line, const Language& language);

// How sure it is that the path names the block; a `sentence` never replaces what a surer label gave.
enum class LabelSource { info, comment, heading, sentence };

struct Label {
  std::string_view path;
  LabelSource source;
};
std::optional<Label> label_of(const Lines& lines, const Block& block, const Language& language);

// The path with '/' and without "./", or nothing when it is absolute, leaves its folder, is hidden or has characters
// that no sober file name has.
std::optional<std::string> safe_path(std::string_view path);

}  // namespace quantladder::judge::extraction
