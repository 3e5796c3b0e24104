// "0.00.736.631 I load_tensors:   CPU_Mapped model buffer size =   144.00 MiB"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include "llama/server_log.h"

namespace quantladder::llama {
namespace {

using core::BufferKind;

struct Wording {
  BufferKind kind;
  std::string_view words;  // behind the place
};
constexpr std::array<Wording, 5> kWordings{{{BufferKind::model, " model buffer size ="},
                                            {BufferKind::kv_cache, " KV buffer size ="},
                                            {BufferKind::recurrent_state, " RS buffer size ="},
                                            {BufferKind::output, " output buffer size ="},
                                            {BufferKind::compute, " compute buffer size ="}}};

// A context begins so; its compute buffers may be told several times, as they are laid out anew.
constexpr std::string_view kContextBegins = "constructing llama_context";

// Returns the word before `end`.
std::string word_before(const std::string& line, std::size_t end) {
  const std::size_t last = line.find_last_not_of(' ', end == 0 ? 0 : end - 1);
  if (last == std::string::npos) return {};
  const std::size_t blank = line.find_last_of(' ', last);
  const std::size_t begin = blank == std::string::npos ? 0 : blank + 1;
  return line.substr(begin, last + 1 - begin);
}

std::optional<core::MemoryBuffer> parse_buffer(const std::string& line) {
  for (const Wording& wording : kWordings) {
    const std::size_t at = line.find(wording.words);
    if (at == std::string::npos) continue;
    core::MemoryBuffer buffer{.kind = wording.kind, .place = word_before(line, at)};
    const std::size_t digits = line.find_first_not_of(' ', at + wording.words.size());
    if (digits == std::string::npos || buffer.place.empty() || buffer.place.ends_with(':')) return std::nullopt;
    const auto [end, error] = std::from_chars(line.data() + digits, line.data() + line.size(), buffer.mib);
    if (error != std::errc() || !std::string_view(end).starts_with(" MiB")) return std::nullopt;
    return buffer;
  }
  return std::nullopt;
}

void add(std::vector<core::MemoryBuffer>& buffers, const core::MemoryBuffer& buffer, bool anew) {
  const auto same = std::find_if(buffers.begin(), buffers.end(), [&](const core::MemoryBuffer& each) {
    return each.kind == buffer.kind && each.place == buffer.place;
  });
  if (same == buffers.end()) {
    buffers.push_back(buffer);
  } else {
    same->mib = anew ? buffer.mib : std::round(100 * (same->mib + buffer.mib)) / 100;  // as it is printed
  }
}

}  // namespace

std::vector<core::MemoryBuffer> parse_buffers(const std::string& log) {
  std::vector<core::MemoryBuffer> whole;
  std::vector<core::MemoryBuffer> compute;  // of the context that is being made
  const auto close_context = [&] {
    for (const core::MemoryBuffer& each : compute) add(whole, each, false);
    compute.clear();
  };
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(kContextBegins) != std::string::npos) close_context();
    const auto buffer = parse_buffer(line);
    if (!buffer) continue;
    const bool is_compute = buffer->kind == BufferKind::compute;
    add(is_compute ? compute : whole, *buffer, is_compute);
  }
  close_context();
  return whole;
}

}  // namespace quantladder::llama
