// Takes the files of the answer from a model's reply. Pure, linear in its length, never throws (short of memory).
// The rules, with their ids and the reasons, are in docs/extraction.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/judgement.h"

namespace quantladder::extract {

// Every judgement names it, so that stored replies are judged again when the extractor has changed.
inline constexpr std::string_view kExtractorVersion = "3";

struct Spec {
  std::string language = "python";
  std::vector<std::string>
      files;  // one path: a single-file answer; several: a package, each to be found; none: as named
  std::vector<std::string> entry_points;  // names the answer must define; empty: any code will do
  std::string prompt = {};                // a block that quotes it is no answer when there is another; empty: not known
};

// Returns the answer: either `files` is filled and `problem` is empty, or the reverse; `rule` is always set.
// One path in `spec.files`: one file of that name. Several: all of them, in the spec's order, then files that the reply
// added inside the same folder, in the reply's order. None: all files that the reply names, in its order; where it
// names none, a single-file answer that is called "solution" + the language's extension. Paths are relative, of
// letters, digits, '_', '-', '.' and '/', without hidden or ".." parts; each content ends with exactly one newline.
// Entry points are looked for in single-file answers only: a package may re-export them.
core::Answer extract(std::string_view reply, const Spec& spec);

}  // namespace quantladder::extract
