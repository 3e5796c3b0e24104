// What memory the models of an experiment need, before anything is started.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/core/memory_need.h"

namespace quantladder::cli {

struct PlannedMemory {
  std::string model;
  core::MemoryNeed need;
  core::LeastVram vram;
};
// Reads the headers of the models' files; leaves out models that have none, or whose file is not there yet.
std::vector<PlannedMemory> plan_memory(const bench::Experiment& experiment);

void print_memory(const std::vector<PlannedMemory>& models);
nlohmann::ordered_json memory_json(const std::vector<PlannedMemory>& models);

}  // namespace quantladder::cli
