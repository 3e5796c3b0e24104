// Two streams whose figures are known, and streams of made-up probabilities.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "quantladder/fidelity/divergence.h"
#include "quantladder/fidelity/log_probs.h"

namespace quantladder::fidelity::test {

inline std::string from_base64(const std::string& text) {
  static const std::string kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string::npos) break;
    buffer = buffer << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 255);
  }
  return bytes;
}

// A context of 8, 7 tokens, 2 chunks of 3 rows.
inline std::string baseline_stream() {
  return from_base64(
      "X2xvZ2l0c18IAAAABwAAAAIAAAACAAAAAQAAAAMAAAAFAAAAAAAAAAAAAAAGAAAABAAAAAAAAAACAAAABAAAAAAAAAAEAAAAAQAAAAAAAAAAAAAA"
      "4JIrOI87ZcCCFGV0//9Nw46EAADhgwAAWU8COb3dD8EQ4AjXW24AAOrw///WrAAA5WNwOOV1oMDOlkrz//+A+EnMzVoAAAAA/g+VOPo+pcBXEwAA"
      "y8Pegxtvp43//wAAEbeoOEqUrMDlD7WAAAADJYQm///ERAAAgACAOVgJgME0kg+GUZcAAF6ExJP//wAA");
}
inline std::string model_stream() {
  return from_base64(
      "X2xvZ2l0c18IAAAABwAAAAIAAAACAAAAAQAAAAMAAAAFAAAAAAAAAAAAAAAGAAAABAAAAAAAAAACAAAABAAAAAAAAAAEAAAAAQAAAAAAAAAAAAAA"
      "I7ErON6wYsDlKeKH//8vstR7AABLawAA7FQEOYg6EcF41FbI22kAAP//hvfxqAAADpaGOBotp8DybK7q///J3gi7dVMAAAAAHzuVONlMpsAAAOwh"
      "m8WSgzeCIY///wAA6TahOM/OpcC3A/aEAABcJkkl//9ARAAAgACAOUUQgMHrnFuN1ZsAADWMTqD//wAA");
}

// The codes of one row as llama-perplexity makes them of logits.
struct MadeRow {
  float scale = 0;
  float min_log_prob = 0;
  std::vector<std::uint16_t> codes;

  Row row() const { return {scale, min_log_prob, codes}; }
};
inline MadeRow row_of(const std::vector<double>& logits) {
  const double most = *std::max_element(logits.begin(), logits.end());
  const double least = std::max(*std::min_element(logits.begin(), logits.end()), most - kDepth);
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit - most);
  MadeRow made{static_cast<float>((most - least) / 65535), static_cast<float>(least - most - std::log(sum)), {}};
  for (const double logit : logits) {
    const double code = logit > least && made.scale > 0 ? std::round((logit - least) / made.scale) : 0;
    made.codes.push_back(static_cast<std::uint16_t>(code));
  }
  return made;
}

// Logits as a language model has them: few likely tokens and a long tail.
inline std::vector<double> logits_of(std::size_t vocabulary, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 2.5);
  std::vector<double> logits(vocabulary);
  for (double& logit : logits) logit = normal(random);
  for (int i = 0; i < 5; ++i) logits[random() % vocabulary] += 12 - i;
  return logits;
}
inline std::vector<double> disturbed(std::vector<double> logits, double by, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, by);
  for (double& logit : logits) logit += normal(random);
  return logits;
}

// A whole stream: `logits(position)` gives each row's.
template <class Logits>
std::string stream_of(int ctx, int vocabulary, const std::vector<std::int32_t>& tokens, const Logits& logits) {
  std::string bytes = "_logits_";
  const auto put = [&](const auto& value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); };
  put(static_cast<std::int32_t>(ctx));
  put(static_cast<std::int32_t>(vocabulary));
  put(static_cast<std::int32_t>(tokens.size() / static_cast<std::size_t>(ctx)));
  for (const std::int32_t token : tokens) put(token);
  const int rows = static_cast<int>(tokens.size()) / ctx * scored_positions(ctx);
  for (int i = 0; i < rows; ++i) {
    const MadeRow made = row_of(logits(i));
    put(made.scale);
    put(made.min_log_prob);
    for (const std::uint16_t code : made.codes) put(code);
    if (vocabulary % 2 != 0) put(std::uint16_t{0});
  }
  return bytes;
}

}  // namespace quantladder::fidelity::test
