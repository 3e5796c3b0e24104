#include "quantladder/gguf/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quantladder/core/printable.h"
#include "quantladder/gguf/header.h"

namespace quantladder::gguf {
namespace {

// As llama.cpp has them: some tokens may be added behind the others, and the first ones may differ.
constexpr std::uint64_t kMostTokensMore = 128;
constexpr std::uint64_t kFirstCompared = 5;

// A token that may be put at an end of each text.
struct EndToken {
  const char* name;
  const char* is_added;
  const char* id;
};
constexpr std::array<EndToken, 2> kEndTokens{{
    {"first", "tokenizer.ggml.add_bos_token", "tokenizer.ggml.bos_token_id"},
    {"last", "tokenizer.ggml.add_eos_token", "tokenizer.ggml.eos_token_id"},
}};

// Where a header is silent llama.cpp's default depends on the tokenizer, and its server has the last word.
std::string find_unlike_end(const Header& draft, const Header& model, const EndToken& token) {
  const auto draft_adds = draft.number(token.is_added);
  const auto model_adds = model.number(token.is_added);
  if (!draft_adds || !model_adds) return "";
  const auto says = [](bool adds) { return adds ? "adds one" : "adds none"; };
  if (*draft_adds != *model_adds)
    return fmt::format("the {} token of a text: it {}, the model {}", token.name, says(*draft_adds != 0),
                       says(*model_adds != 0));
  const auto draft_id = draft.number(token.id);
  const auto model_id = model.number(token.id);
  if (*draft_adds == 0 || !draft_id || !model_id || *draft_id == *model_id) return "";
  return fmt::format("the {} token of a text is {}, the model's {}", token.name, *draft_id, *model_id);
}

std::string find_unlike_token(const Header& draft, const Header& model) {
  std::string_view of_draft = draft.tokens;
  std::string_view of_model = model.tokens;
  for (std::uint64_t id = 0;; ++id) {
    const auto left = take_text(of_draft);
    const auto right = take_text(of_model);
    if (!left || !right) return "";
    if (id >= kFirstCompared && *left != *right)
      return core::make_one_line(fmt::format("its token {} is '{}', the model's '{}'", id, *left, *right));
  }
}

}  // namespace

std::string find_vocabulary_mismatch(const std::filesystem::path& draft_file, const std::filesystem::path& model_file) {
  const Header draft = read_header(draft_file);
  const Header model = read_header(model_file);
  const std::string type = draft.text("tokenizer.ggml.model");
  const std::string model_type = model.text("tokenizer.ggml.model");
  if (type != model_type) return fmt::format("its tokenizer is {}, the model's {}", type, model_type);
  for (const EndToken& token : kEndTokens) {
    if (std::string unlike = find_unlike_end(draft, model, token); !unlike.empty()) return unlike;
  }
  const auto [fewer, more] = std::minmax({draft.token_count(), model.token_count()});
  if (more - fewer > kMostTokensMore)
    return fmt::format("it has {} tokens, the model {}: at most {} may be added", draft.token_count(),
                       model.token_count(), kMostTokensMore);
  return find_unlike_token(draft, model);
}

}  // namespace quantladder::gguf
