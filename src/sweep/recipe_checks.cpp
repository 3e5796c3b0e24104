#include "sweep/recipe_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <regex>

#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::sweep {

void refuse(const std::string& what) { throw core::Error(core::ErrorKind::usage, what); }

std::string place_of(const core::SweepSettings& settings, const core::Recipe& recipe) {
  return fmt::format("{}: recipe {}", settings.recipes_file, recipe.id);
}

void check_source(const core::SweepSettings& settings, const gguf::ModelFile& source) {
  for (const gguf::Tensor& tensor : source.tensors) {
    const std::string type = tensor.type_name();
    if (!tensor.info.is_matrix() || type == "F16" || type == "BF16" || type == "F32") continue;
    if (settings.allow_requantize) return;
    refuse(
        fmt::format("{}: {} is {}: what is made of a quantized file has the losses of both; name the F16 it was made "
                    "from, or accept that with --allow-requantize",
                    settings.source, tensor.info.name, type));
  }
}

// A misspelt type would be taken for something else: the program reads its arguments by their place.
void check_type(const core::SweepSettings& settings, const core::Recipe& recipe,
                const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), recipe.type) != known.end()) return;
  const std::string near = sys::nearest_word(recipe.type, {known.begin(), known.end()});
  refuse(fmt::format("{}: llama-quantize makes no {}{}; `llama-quantize --help` lists its types",
                     place_of(settings, recipe), recipe.type, near.empty() ? "" : " (did you mean " + near + "?)"));
}

void check_rules(const core::SweepSettings& settings, const core::Recipe& recipe, const gguf::ModelFile& source) {
  for (const core::TensorRule& rule : recipe.tensor_types) {
    const std::regex pattern(rule.tensors);
    const bool fits = std::any_of(source.tensors.begin(), source.tensors.end(), [&](const gguf::Tensor& tensor) {
      return tensor.info.is_matrix() && std::regex_search(tensor.info.name, pattern);
    });
    if (!fits) {
      refuse(fmt::format("{}: no tensor of {} has a name with '{}'; `quantladder inspect --json` lists the tensors",
                         place_of(settings, recipe), settings.source, rule.tensors));
    }
  }
}

void check_imatrix_source(const core::SweepSettings& settings) {
  if (!settings.imatrix.empty() && !std::filesystem::is_regular_file(settings.imatrix))
    refuse(settings.imatrix + ": no such file; --imatrix names what llama-imatrix wrote");
  if (!settings.imatrix_text) return;
  const core::ImatrixText& text = *settings.imatrix_text;
  const auto least = 2 * static_cast<std::uint64_t>(text.ctx);  // of tokens, and each has a byte or more
  if (const auto bytes = std::filesystem::file_size(text.text); bytes < least) {
    refuse(
        fmt::format("{}: an importance matrix takes at least {} tokens of text, twice its ctx, and this has {} bytes; "
                    "name a longer text",
                    text.text, least, bytes));
  }
}

}  // namespace quantladder::sweep
