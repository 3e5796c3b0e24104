#include "sys/memory_meter_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace quantladder::sys {
namespace {

constexpr std::size_t kMaxEvents = 10'000;
// An idle sample older than this says nothing about the moment when the server started.
constexpr std::chrono::seconds kIdleAge{5};
// A row that arrives so soon after a server's end may have been sampled before it.
constexpr std::chrono::milliseconds kOnItsWay{100};

const Watch* last_watch_in(const std::vector<Watch>& watches, MeterTime from, MeterTime to) {
  const auto found = std::find_if(watches.rbegin(), watches.rend(), [&](const Watch& watch) {
    return watch.pid != 0 && watch.since <= to && watch.until >= from;
  });
  return found == watches.rend() ? nullptr : &*found;
}

constexpr std::array kKindNames{"device", "process", "resident"};  // in the order of SampleKind

template <typename Number>
std::string cell(const std::optional<Number>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

}  // namespace

void SampleLog::add(const Sample& sample) {
  const std::lock_guard lock(mutex_);
  samples_.push_back(sample);
  if (samples_.size() > capacity_) {
    dropped_until_ = samples_.front().at;
    samples_.pop_front();
  }
  const bool watching = !watches_.empty() && watches_.back().pid != 0;
  if (watching && sample.kind == SampleKind::process) watches_.back().gpus.insert(sample.gpu);
  if (sample.kind != SampleKind::device) return;
  if (is_idle(sample.at)) idle_[sample.gpu] = {sample.at, sample.bytes};
  devices_.insert(sample.gpu);
  device_seen_.notify_all();
}

bool SampleLog::is_idle(MeterTime time) const {
  return watches_.empty() || (watches_.back().pid == 0 && time >= watches_.back().since + kOnItsWay);
}

void SampleLog::note(MeterTime at, std::string event) {
  const std::lock_guard lock(mutex_);
  events_.push_back({at, std::move(event)});
  if (events_.size() > kMaxEvents) events_.pop_front();
}

void SampleLog::explain_missing(const std::string& field, const std::string& text) {
  const std::lock_guard lock(mutex_);
  reasons_[field] = text;
}

void SampleLog::watch(int pid, MeterTime now, Offload offload) {
  const std::lock_guard lock(mutex_);
  if (pid == 0 && !watches_.empty() && watches_.back().pid == 0) return;
  if (!watches_.empty()) watches_.back().until = now;
  Watch watch{.pid = pid, .offload = offload, .since = now};
  if (pid != 0) {
    for (const auto& [gpu, idle] : idle_) {
      if (idle.bytes && now - idle.at <= kIdleAge) watch.baseline[gpu] = *idle.bytes;
    }
  }
  // Whatever comes next is no idle sample of before this moment: the baseline of one server never serves another.
  idle_.clear();
  watches_.push_back(std::move(watch));
}

int SampleLog::watched() const {
  const std::lock_guard lock(mutex_);
  return watches_.empty() ? 0 : watches_.back().pid;
}

SampleSpan SampleLog::span(MeterTime from, MeterTime to) const {
  const std::lock_guard lock(mutex_);
  SampleSpan span{.from = from, .to = to};
  const auto earlier = [](const Sample& sample, MeterTime time) { return sample.at < time; };
  const auto begin = std::lower_bound(samples_.begin(), samples_.end(), from - kBridge, earlier);
  const auto end = std::lower_bound(begin, samples_.end(), to + kBridge, earlier);
  span.samples.assign(begin, end);
  for (const Event& event : events_) {
    if (event.at >= from && event.at <= to) span.events.push_back(event.text);
  }
  if (const Watch* watch = last_watch_in(watches_, from, to)) span.watch = *watch;
  span.reasons = reasons_;
  span.begins_too_late = dropped_until_ >= from;
  return span;
}

bool SampleLog::wait_for_device(std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  device_seen_.wait_for(lock, limit, [this] { return no_device_ || !devices_.empty(); });
  return !devices_.empty();
}

void SampleLog::expect_no_device() {
  const std::lock_guard lock(mutex_);
  no_device_ = true;
  device_seen_.notify_all();
}

bool SampleLog::wait_for_idle(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  if (devices_.empty()) return false;
  if (device_seen_.wait_for(lock, limit, [this] { return idle_.size() == devices_.size(); })) return true;
  devices_.clear();
  for (const auto& [gpu, idle] : idle_) devices_.insert(gpu);
  return false;
}

std::string to_csv(const SampleSpan& span) {
  std::string csv = "time_ms,kind,gpu,used_bytes,power_w,sm_clock_mhz,temperature_c\n";
  for (const Sample& sample : span.samples) {
    if (sample.at < span.from || sample.at > span.to) continue;
    const double ms = std::chrono::duration<double, std::milli>(sample.at - span.from).count();
    const std::string gpu = sample.gpu < 0 ? std::string() : std::to_string(sample.gpu);
    fmt::format_to(std::back_inserter(csv), "{:.1f},{},{},{},{},{},{}\n", ms,
                   kKindNames[static_cast<std::size_t>(sample.kind)], gpu, cell(sample.bytes), cell(sample.power_w),
                   cell(sample.sm_clock_mhz), cell(sample.temperature_c));
  }
  return csv;
}

}  // namespace quantladder::sys
