#include "llama/ended_by_watch.h"

#include <fmt/format.h>

namespace quantladder::llama {

std::string why_ended(sys::RunEnd end, std::chrono::milliseconds timeout,
                      std::optional<std::chrono::milliseconds> silence) {
  const auto in_s = [](std::chrono::milliseconds span) { return std::chrono::duration<double>(span).count(); };
  switch (end) {
    case sys::RunEnd::stopped:
      return "interrupted";
    case sys::RunEnd::timed_out:
      return fmt::format("not done after {:g} s", in_s(timeout));
    case sys::RunEnd::silent:
      return fmt::format("silent for {:g} s", in_s(silence.value_or(timeout)));
    case sys::RunEnd::exited:
    case sys::RunEnd::unwanted:
      break;
  }
  return "";
}

}  // namespace quantladder::llama
