// A program that was ended by who watched it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "quantladder/sys/process.h"

namespace quantladder::llama {

// Returns why: "not done after 600 s"; empty where it ended by itself.
std::string why_ended(sys::RunEnd end, std::chrono::milliseconds timeout,
                      std::optional<std::chrono::milliseconds> silence);

}  // namespace quantladder::llama
