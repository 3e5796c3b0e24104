#include "quantladder/fidelity/log_probs.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace quantladder::fidelity {
namespace {

static_assert(std::endian::native == std::endian::little, "the stream and our own files are read as they lie there");

constexpr std::string_view kMagic = "_logits_";
constexpr std::size_t kHeadBytes = 20;  // before the tokens
constexpr std::int32_t kLargestContext = 1 << 22;
constexpr std::int32_t kLargestVocabulary = 1 << 24;
constexpr std::int64_t kMostTokens = 1 << 28;

template <class T>
T number_at(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::string find_fault(const StreamHead& head) {
  const auto within = [](int value, int most) { return value > 0 && value <= most; };
  if (!within(head.ctx, kLargestContext) || head.rows_per_chunk() < 1) return fmt::format("a context of {}", head.ctx);
  if (!within(head.vocabulary, kLargestVocabulary)) return fmt::format("a vocabulary of {}", head.vocabulary);
  if (head.chunks < 1 || std::int64_t{head.ctx} * head.chunks > kMostTokens)
    return fmt::format("{} chunks of {} tokens", head.chunks, head.ctx);
  return "";
}

// The likeliest of n tokens has a probability of at least 1/n, and none has more than 1.
bool has_probabilities(const Row& row) {
  constexpr double kRounding = 1e-3;  // of the two floats, in nats
  const double most = row.log_prob(row.top());
  return row.scale >= 0 && most <= kRounding && most >= -std::log(static_cast<double>(row.codes.size())) - kRounding;
}

}  // namespace

std::size_t StreamHead::row_bytes() const {
  return 8 + 2 * (static_cast<std::size_t>(vocabulary) + static_cast<std::size_t>(vocabulary) % 2);
}

std::int32_t StreamHead::scored_token(int chunk, int row) const {
  return tokens[static_cast<std::size_t>(chunk) * static_cast<std::size_t>(ctx) +
                static_cast<std::size_t>(ctx / 2 + row + 1)];
}

// The largest code is looked for before its place, because that loop becomes vector instructions.
std::size_t Row::top() const {
  std::uint16_t most = 0;
  for (const std::uint16_t code : codes) most = std::max(most, code);
  return static_cast<std::size_t>(std::find(codes.begin(), codes.end(), most) - codes.begin());
}

bool LogProbReader::is_complete() const { return has_head_ && rows_ == head_.chunks * head_.rows_per_chunk(); }

// Returns whether the whole head has been read; what is behind it stays in pending_.
bool LogProbReader::take_head() {
  if (!kMagic.starts_with(std::string_view(pending_).substr(0, kMagic.size()))) {
    fail("what came is no stream of log-probabilities");
    return false;
  }
  if (pending_.size() < kHeadBytes) return false;
  head_.ctx = number_at<std::int32_t>(pending_.data() + 8);
  head_.vocabulary = number_at<std::int32_t>(pending_.data() + 12);
  head_.chunks = number_at<std::int32_t>(pending_.data() + 16);
  if (const std::string fault = find_fault(head_); !fault.empty()) {
    fail("the stream of log-probabilities claims " + fault);
    return false;
  }
  const std::size_t count = static_cast<std::size_t>(head_.ctx) * static_cast<std::size_t>(head_.chunks);
  const std::size_t end = kHeadBytes + 4 * count;
  if (pending_.size() < end) return false;
  head_.tokens.resize(count);
  std::memcpy(head_.tokens.data(), pending_.data() + kHeadBytes, 4 * count);
  const auto is_strange = [&](std::int32_t token) { return token < 0 || token >= head_.vocabulary; };
  if (std::any_of(head_.tokens.begin(), head_.tokens.end(), is_strange)) {
    fail("the stream of log-probabilities has tokens that its vocabulary does not have");
    return false;
  }
  pending_.erase(0, end);
  codes_.resize(static_cast<std::size_t>(head_.vocabulary));
  has_head_ = true;
  if (std::string unwanted = on_head_(head_); !unwanted.empty()) fail(std::move(unwanted));
  return problem_.empty();
}

void LogProbReader::take_row(const char* bytes) {
  if (is_complete()) return fail("the stream of log-probabilities goes on behind its last row");
  Row row{number_at<float>(bytes), number_at<float>(bytes + 4), codes_};
  if (!std::isfinite(row.scale) || !std::isfinite(row.min_log_prob)) {
    is_not_a_number_ = true;
    return fail(
        "its probabilities are no numbers (nan): the file's tensors are broken; quantladder inspect --deep "
        "FILE names them");
  }
  std::memcpy(codes_.data(), bytes + 8, 2 * codes_.size());
  if (!has_probabilities(row)) return fail("the stream of log-probabilities has a row that holds no probabilities");
  const int per_chunk = head_.rows_per_chunk();
  on_row_(rows_ / per_chunk, rows_ % per_chunk, row);
  ++rows_;
}

void LogProbReader::read(std::string_view bytes) {
  if (!problem_.empty()) return;
  if (!has_head_) {
    pending_ += bytes;
    if (!take_head()) return;
    const std::string rest = std::exchange(pending_, {});
    return read(rest);
  }
  const std::size_t size = head_.row_bytes();
  if (!pending_.empty()) {
    const std::size_t missing = std::min(size - pending_.size(), bytes.size());
    pending_ += bytes.substr(0, missing);
    bytes.remove_prefix(missing);
    if (pending_.size() < size) return;
    take_row(pending_.data());
    pending_.clear();
  }
  while (problem_.empty() && bytes.size() >= size) {
    take_row(bytes.data());
    bytes.remove_prefix(size);
  }
  pending_ = bytes;
}

}  // namespace quantladder::fidelity
