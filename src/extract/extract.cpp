#include "quantladder/extract/extract.h"

#include <algorithm>

#include "extract/package.h"
#include "extract/paths.h"

namespace quantladder::extract {

core::Answer extract(std::string_view reply, const Spec& spec) {
  const Language* language = find_language(spec.language);
  if (!language) return no_answer("none.unknown-language", "the extractor does not know the language " + spec.language);
  const auto safe = [](const std::string& file) { return safe_path(file) == file; };
  if (!std::all_of(spec.files.begin(), spec.files.end(), safe)) {
    return no_answer("none.unsafe-spec", "the task asks for a file outside of the answer's folder");
  }
  const Document document = read_document(reply, *language);
  const auto blank = [](std::string_view line) { return trim(line).empty(); };
  if (document.blocks.empty() && std::all_of(document.lines.begin(), document.lines.end(), blank)) {
    if (document.has_reasoning) return no_answer("none.reasoning", "the reply is reasoning without an answer");
    return no_answer("none.empty", "the reply is empty");
  }
  if (spec.files.size() > 1) return collect_package(document, spec, *language);
  core::Answer named = spec.files.empty() ? collect_named(document, *language) : core::Answer{};
  return named.files.empty() ? choose_file(document, spec, *language) : named;
}

}  // namespace quantladder::extract
