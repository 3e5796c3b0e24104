#include "quantladder/report/memory_account.h"

#include <algorithm>

#include "summarise.h"

namespace quantladder::report {
namespace {

using core::BufferKind;
using core::MemoryKind;

// Returns the first start whose log tells of buffers; nullptr: none does.
const core::ServerStart* find_telling(const RunData& data, const std::string& model) {
  const auto starts = starts_of(data, model);
  const auto found =
      std::find_if(starts.begin(), starts.end(), [](const auto* start) { return !start->buffers.empty(); });
  return found == starts.end() ? nullptr : *found;
}

std::optional<std::uint64_t> sum_of(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) {
  return a && b ? std::optional(*a + *b) : a ? a : b;
}

// In VRAM lies what all layers take of it; what stays behind is no part of its need.
void move_to_vram(const core::ModelFacts& facts, MemoryAccount& account) {
  const core::LeastVram least = core::least_vram(*facts.gguf, facts.model.server);
  account.need_not_known =
      facts.model.server.draft ? "no header tells how much of its draft goes there" : least.not_known;
  if (!account.need_not_known.empty()) return;
  account.need.weights_bytes = least.bytes - account.need.kv_cache_bytes.value_or(0);
}

void take_log(const core::ServerStart& start, bool in_vram, MemoryAccount& account) {
  account.told_by = start.number;
  account.buffers = start.buffers;
  std::vector<core::MemoryBuffer> there;
  std::copy_if(start.buffers.begin(), start.buffers.end(), std::back_inserter(there),
               [&](const core::MemoryBuffer& each) { return each.is_on_host() != in_vram; });
  account.log_weights = bytes_of(there, BufferKind::model);
  account.log_kv_cache = bytes_of(there, BufferKind::kv_cache);
  account.need.compute_bytes = sum_of(bytes_of(there, BufferKind::compute), bytes_of(there, BufferKind::output));
  if (!in_vram) account.repacked = core::repacked_bytes(there);
}

std::optional<std::uint64_t> less(std::optional<std::uint64_t> bytes, std::uint64_t part) {
  return bytes && *bytes >= part ? std::optional(*bytes - part) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> MemoryAccount::predicted() const {
  if (!need_not_known.empty() || !need.kv_cache_bytes || !need.compute_bytes) return std::nullopt;
  return need.sum();
}

std::optional<double> MemoryAccount::difference_percent() const {
  const auto sum = predicted();
  if (!sum || *sum == 0 || !measured) return std::nullopt;
  return 100 * (static_cast<double>(*measured) / static_cast<double>(*sum) - 1);
}

std::optional<MemoryAccount> make_account(const RunData& data, const core::ModelFacts& facts,
                                          const MemorySummary& memory) {
  const core::ServerStart* start = find_telling(data, facts.model.id);
  if (!facts.gguf || (!facts.gguf->kv_cache && start == nullptr)) return std::nullopt;
  const bool in_vram = memory.kind && memory.kind != MemoryKind::resident;
  MemoryAccount account{.need = core::predict_need(facts)};
  if (in_vram) move_to_vram(facts, account);
  if (start != nullptr) take_log(*start, in_vram, account);
  const bool all_of_device = memory.kind == MemoryKind::device;
  account.measured = less(memory.peak_bytes, all_of_device ? memory.baseline_bytes.value_or(0) : account.repacked);
  return account;
}

}  // namespace quantladder::report
