#include "quantladder/gguf/vocabulary.h"

#include <gmock/gmock.h>

#include <map>

#include "quantladder/sys/files.h"
#include "support/gguf_bytes_builder.h"

namespace quantladder::gguf {
namespace {

using ::testing::HasSubstr;

struct Tokenizer {
  std::string model = "gpt2";
  std::size_t tokens = 300;
  std::map<std::size_t, std::string> unlike = {};  // tokens of another text
  std::map<std::string, std::uint32_t> numbers = {};
};

class Vocabulary : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const Tokenizer& tokenizer) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < tokenizer.tokens; ++i) tokens.push_back("t" + std::to_string(i));
    for (const auto& [id, text] : tokenizer.unlike) tokens[id] = text;
    test::GgufBytesBuilder builder;
    builder.text("general.architecture", "llama").text("tokenizer.ggml.model", tokenizer.model);
    builder.texts("tokenizer.ggml.tokens", tokens).tensor("w", {32}, 0, 0).data(128);
    for (const auto& [key, value] : tokenizer.numbers) builder.number("tokenizer.ggml." + key, value);
    const auto path = folder_.path() / name;
    builder.write(path);
    return path.string();
  }
  std::string mismatch(const Tokenizer& draft, const Tokenizer& model = {}) {
    return find_vocabulary_mismatch(write("draft.gguf", draft), write("model.gguf", model));
  }
  sys::TempDir folder_;
};

TEST_F(Vocabulary, OfTheSameFamilyIsFitToDraft) {
  EXPECT_EQ(mismatch({}), "");
  EXPECT_EQ(mismatch({.unlike = {{4, "another"}}}), "") << "llama.cpp compares from token 5 on";
  EXPECT_EQ(mismatch({.tokens = 428}), "") << "tokens may be added";
  EXPECT_EQ(mismatch({.numbers = {{"add_bos_token", 0}, {"bos_token_id", 7}}},
                     {.numbers = {{"add_bos_token", 0}, {"bos_token_id", 8}}}),
            "")
      << "a token that is never added may be another one";
}

TEST_F(Vocabulary, OfAnotherKindIsNot) {
  EXPECT_EQ(mismatch({.model = "llama"}), "its tokenizer is llama, the model's gpt2");
  EXPECT_THAT(mismatch({.tokens = 429}), HasSubstr("it has 429 tokens, the model 300: at most 128"));
  EXPECT_THAT(mismatch({.tokens = 171}, {.tokens = 300}), HasSubstr("at most 128"));
  EXPECT_EQ(mismatch({.unlike = {{5, "another"}}}), "its token 5 is 'another', the model's 't5'");
}

TEST_F(Vocabulary, WithAnotherFirstOrLastTokenIsNot) {
  const Tokenizer adds{
      .numbers = {{"add_bos_token", 1}, {"bos_token_id", 2}, {"add_eos_token", 1}, {"eos_token_id", 1}}};
  Tokenizer draft = adds;
  EXPECT_EQ(mismatch(draft, adds), "");
  draft.numbers["add_bos_token"] = 0;
  EXPECT_EQ(mismatch(draft, adds), "the first token of a text: it adds none, the model adds one");
  draft = adds;
  draft.numbers["eos_token_id"] = 9;
  EXPECT_EQ(mismatch(draft, adds), "the last token of a text is 9, the model's 1");
}

TEST_F(Vocabulary, WhatAHeaderDoesNotSayIsLeftToTheServer) {
  EXPECT_EQ(mismatch({}, {.numbers = {{"add_bos_token", 1}, {"bos_token_id", 2}}}), "");
}

}  // namespace
}  // namespace quantladder::gguf
