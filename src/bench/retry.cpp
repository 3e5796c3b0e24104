#include "bench/retry.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/llama/refusal.h"

namespace quantladder::bench {
namespace {

using llama::Refusal;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{1000};
constexpr int kMostDoublings = 4;

// The same request would be answered in the same way.
bool is_lasting(Refusal refusal) {
  return refusal == Refusal::permanent || refusal == Refusal::misfit || refusal == Refusal::request;
}

// It would be cut at the same place again.
bool is_cut_by_server(const core::Record& record) { return record.generation()->finish == core::Finish::length; }

bool is_refused(core::Outcome outcome) {
  return outcome == core::Outcome::infrastructure_http_error || outcome == core::Outcome::infrastructure_lost_server;
}

}  // namespace

Retries::Retries(const ClientSettings& client, milliseconds most_loading)
    : client_(client), most_loading_(most_loading) {}

void Retries::note_loaded() {
  loading_in_a_row_ = 0;
  loading_waited_ = milliseconds(0);
}

Retry Retries::after(const core::Record& record, ServerAfter server, std::optional<std::chrono::seconds> asked) {
  const llama::RefusalMeaning meaning = llama::meaning_of(*record.generation());
  const std::string reason = llama::with_remedy(record.generation()->fault, meaning);
  const bool loading = meaning.refusal == Refusal::loading;
  if (!loading) note_loaded();
  Retry retry;
  if (meaning.refusal == Refusal::permanent) retry.give_up = reason;
  if (meaning.refusal == Refusal::misfit) retry.give_up_task = reason;
  if (loading && loading_waited_ >= most_loading_) {
    retry.give_up =
        fmt::format("still loading after {} s (start_timeout_s): {}", loading_waited_.count() / 1000, reason);
  }
  const bool in_vain = !retry.give_up.empty() || is_lasting(meaning.refusal) || is_cut_by_server(record);
  if (!core::is_infrastructure(record.outcome()) || in_vain) return retry;
  retry.again = loading || server == ServerAfter::comes_back || tries_[record.cell] < client_.attempts;
  // A restart takes its time anyway.
  if (retry.again && server == ServerAfter::up && is_refused(record.outcome())) {
    retry.pause = pause(record, loading, asked);
  }
  return retry;
}

// Returns a longer pause with each try, so that a server that refuses for a moment is not used up by three requests
// within it; or as long as the server asks.
milliseconds Retries::pause(const core::Record& record, bool loading, std::optional<std::chrono::seconds> asked) {
  if (loading) ++loading_in_a_row_;
  const int number = loading ? loading_in_a_row_ : tries_[record.cell];
  milliseconds span = kFirstPause * (1 << std::clamp(number - 1, 0, kMostDoublings));
  if (asked) span = std::min(milliseconds(*asked), most_loading_);
  if (!loading) return span;
  --tries_[record.cell];
  span = std::min(span, most_loading_ - loading_waited_);
  loading_waited_ += span;
  return span;
}

}  // namespace quantladder::bench
