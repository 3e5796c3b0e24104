// The stream of log-probabilities that llama-perplexity writes with --kl-divergence-base, as llama.cpp's
// tools/perplexity/perplexity.cpp and ik_llama.cpp's have it (little-endian):
//
//   "_logits_", u32 n_ctx, i32 n_vocab, i32 n_chunk, i32 tokens[n_ctx x n_chunk]; then for each chunk the rows of its
//   scored positions: f32 scale, f32 min_log_prob, u16 codes[n_vocab], and one u16 of padding where n_vocab is odd.
//
// log p = scale x code + min_log_prob. What is more than 16 nats below the best token has the code 0.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::fidelity {

inline constexpr double kDepth = 16;  // nats below the likeliest token at which a row is cut

// How many positions of a chunk are scored: all but the first in its second half.
constexpr int scored_positions(int ctx) { return ctx - 1 - ctx / 2; }

struct StreamHead {
  int ctx = 0;
  int vocabulary = 0;
  int chunks = 0;
  std::vector<std::int32_t> tokens;  // ctx x chunks

  int rows_per_chunk() const { return scored_positions(ctx); }
  std::size_t row_bytes() const;  // as the program writes them
  // The token that the row's probabilities are of. Both count from 0.
  std::int32_t scored_token(int chunk, int row) const;
};

// One position's log-probabilities. It borrows the codes.
struct Row {
  double scale = 0;
  double min_log_prob = 0;
  std::span<const std::uint16_t> codes;  // by token

  double log_prob(std::size_t token) const { return scale * codes[token] + min_log_prob; }
  bool is_cut() const { return scale * 65535 >= kDepth - 1e-4; }
  // Returns whether its probability is only known to be at most e^min_log_prob.
  bool is_cut_at(std::size_t token) const { return codes[token] == 0 && is_cut(); }
  std::size_t top() const;  // the first of the likeliest tokens
};

// Reads the stream piece by piece. Nothing is called any more once there is a problem.
class LogProbReader {
 public:
  // Is told of the head; returns why the rows are not wanted, or the empty text.
  using OnHead = std::function<std::string(const StreamHead& head)>;
  // Is told of each row, in order.
  using OnRow = std::function<void(int chunk, int row, const Row& values)>;

  LogProbReader(OnHead on_head, OnRow on_row) : on_head_(std::move(on_head)), on_row_(std::move(on_row)) {}

  void read(std::string_view bytes);

  const StreamHead& head() const { return head_; }
  int rows() const { return rows_; }  // read so far
  bool is_complete() const;           // every row that the head promises was read
  // The stream has the length of the context and nothing behind it: what a text with too few tokens gives.
  bool is_without_tokens() const { return !has_head_ && pending_.size() == 12; }
  const std::string& problem() const { return problem_; }  // one line; empty: none so far
  // The problem is numbers that are none: what broken tensors give.
  bool is_not_a_number() const { return is_not_a_number_; }

 private:
  bool take_head();
  void take_row(const char* bytes);
  void fail(std::string problem) { problem_ = std::move(problem); }

  OnHead on_head_;
  OnRow on_row_;
  StreamHead head_;
  bool has_head_ = false;
  int rows_ = 0;
  std::string pending_;               // what is not a whole head or row yet
  std::vector<std::uint16_t> codes_;  // of the row in hand
  std::string problem_;
  bool is_not_a_number_ = false;
};

}  // namespace quantladder::fidelity
