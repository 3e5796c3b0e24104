#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "gguf/lint_rules.h"
#include "gguf/wrong_kind.h"
#include "quantladder/core/words.h"

namespace quantladder::gguf {
namespace {

using core::Severity;

constexpr std::uint32_t kFileTypeQ2KS = 21;
// llama-quantize makes none of these without an importance matrix, but for embedding and output.
constexpr std::array<std::uint32_t, 6> kNeedImatrix{iq2_xxs, iq2_xs, iq3_xxs, iq1_s, iq2_s, iq1_m};
constexpr std::array<std::uint32_t, 5> kGainByImatrix{q2_k, q3_k, iq4_nl, iq3_s, iq4_xs};

// Architectures whose vocabularies llama.cpp splits in a way of their own.
constexpr std::array<std::string_view, 14> kOwnPreTokenizer{
    "qwen2",     "qwen2moe", "qwen3",   "qwen3moe", "qwen35",  "qwen35moe",  "deepseek2",
    "command-r", "dbrx",     "gpt-oss", "glm4",     "glm4moe", "starcoder2", "falcon"};

// Tokens that llama.cpp takes for the end of an answer by their text, whatever the metadata say.
constexpr std::string_view kEndsOfTurns =
    "<|eot_id|> <|im_end|> <|end|> <|return|> <|call|> <|flush|> <|calls|> <end_of_turn> <|endoftext|> </s> <|eom_id|> "
    "<EOT> _<EOT> [EOT] [EOS] <|end_of_text|> <end_of_utterance> <eos> <turn|> <|tool_response> "
    "<\uff5cend\u2581of\u2581sentence\uff5c> [e~[";

template <class Numbers>
bool has(const Numbers& numbers, std::uint32_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

bool is_inner_matrix(const Tensor& tensor) {
  return tensor.info.is_matrix() && core::row_of(tensor.role).group != core::RoleGroup::embedding &&
         tensor.role != core::TensorRole::output;
}

// Returns whether `text` has `word` with no letter around it.
bool has_whole(const std::string& text, const std::string& word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto is_letter = [&](std::size_t i) {
      return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0;
    };
    if ((at == 0 || !is_letter(at - 1) || word.front() == '-') && !is_letter(at + word.size())) return true;
  }
  return false;
}

}  // namespace

Observations no_text_model(const Subject& subject) {
  if (const auto kind = find_wrong_kind(subject.model)) return {{{}, "This is " + *kind + ".", {}}};
  if (subject.anatomy.all.weights > 0) return {};
  return {
      {{},
       subject.model.header.token_count() > 0 ? "This is a vocabulary without weights." : "The file has no weights.",
       {}}};
}

Observations no_imatrix(const Subject& subject) {
  if (subject.anatomy.imatrix) return {};
  const bool q2_k_s = subject.nominal && subject.nominal->number == kFileTypeQ2KS;
  auto found = about(
      subject.model,
      [&](const Tensor& tensor) {
        const bool needs = has(kNeedImatrix, tensor.info.type) || (q2_k_s && tensor.info.type == q2_k);
        return needs && is_inner_matrix(tensor);
      },
      "The file does not say that an importance matrix was used; without one these types lose most of the model.");
  if (!found.empty()) {
    found.front().severity = Severity::warning;
    return found;
  }
  return about(
      subject.model,
      [&](const Tensor& tensor) { return has(kGainByImatrix, tensor.info.type) && is_inner_matrix(tensor); },
      "The file does not say that an importance matrix was used; with one these types lose clearly less.");
}

Observations thin_imatrix(const Subject& subject) {
  const auto& imatrix = subject.anatomy.imatrix;
  if (!imatrix) return {};
  const auto quantized = static_cast<std::uint64_t>(std::count_if(
      subject.model.tensors.begin(), subject.model.tensors.end(),
      [](const Tensor& tensor) { return tensor.info.is_matrix() && tensor.type && tensor.type->block_elements > 1; }));
  Observations found;
  if (imatrix->entries && *imatrix->entries + 2 < quantized) {
    found.push_back({{},
                     fmt::format("The importance matrix has {} entries for {} quantized tensors: the others were made "
                                 "without one.",
                                 *imatrix->entries, quantized),
                     {}});
  }
  if (imatrix->chunks && *imatrix->chunks < core::kFewImatrixChunks) {
    found.push_back(
        {{}, fmt::format("The importance matrix comes from only {} chunks of text.", *imatrix->chunks), {}});
  }
  return found;
}

Observations pre_tokenizer(const Subject& subject) {
  const Header& header = subject.model.header;
  if (header.text("tokenizer.ggml.model") != "gpt2") return {};  // only byte pairs are split beforehand
  const std::string pre = header.text("tokenizer.ggml.pre");
  const std::string architecture = header.text("general.architecture");
  const bool has_own =
      std::find(kOwnPreTokenizer.begin(), kOwnPreTokenizer.end(), architecture) != kOwnPreTokenizer.end();
  if (!pre.empty() && (pre != "default" || !has_own)) return {};
  return {{{},
           pre.empty() ? "The file does not say how text is split before it becomes tokens, so it is split wrongly."
                       : "Text is split in the default way before it becomes tokens; " + architecture + " has its own.",
           {}}};
}

Observations no_stop(const Subject& subject) {
  const Header& header = subject.model.header;
  if (header.token_count() == 0) return {};
  const auto eos = header.number("tokenizer.ggml.eos_token_id");
  if (!eos || *eos >= header.token_count()) {
    return {{{},
             eos ? fmt::format("The end of a text is token {} of {}: there is none, so answers do not end.", *eos,
                               header.token_count())
                 : "The file does not say which token ends a text, so answers may not end.",
             {}}};
  }
  const std::string chat = header.text("tokenizer.chat_template");
  if (chat.empty() || chat.find("eos_token") != std::string::npos) return {};
  for (const char* key :
       {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"}) {
    const auto id = header.number(key);
    const std::string token = id ? header.token(*id) : "";
    if (!token.empty() && chat.find(token) != std::string::npos) return {};
  }
  const auto ends = [&](std::string_view token) {
    return chat.find(token) != std::string::npos && header.has_token(token);
  };
  if (core::any_word(kEndsOfTurns, ends)) return {};
  return {
      {{},
       fmt::format("The chat template ends turns with none of the tokens that end an answer ({}), so answers may not "
                   "end.",
                   header.token(*eos)),
       {}}};
}

Observations no_template(const Subject& subject) {
  const Header& header = subject.model.header;
  if (!header.text("tokenizer.chat_template").empty()) return {};
  const std::string name =
      core::in_small_letters(header.text("general.name") + " " + subject.model.shards.front().path.filename().string());
  for (const char* word : {"instruct", "chat", "-it"}) {
    if (!has_whole(name, word)) continue;
    return {{{}, "The file has no chat template, though its name says that it answers questions.", {}}};
  }
  return {};
}

}  // namespace quantladder::gguf
