// Facts about this machine that a reader of a result needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quantladder::sys {

struct GpuFacts {
  std::string name;
  std::string driver;
  std::uint64_t memory_bytes = 0;
};

struct HostFacts {
  std::string os;  // PRETTY_NAME
  std::string kernel;
  std::string cpu;
  int cores = 0;  // this process may use
  std::uint64_t memory_bytes = 0;
  double load_1min = 0;
  std::vector<GpuFacts> gpus;
};

HostFacts read_host_facts();

}  // namespace quantladder::sys
