// A meter over the fake nvidia-smi and fake kernel files, with the test's own process as the server.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "quantladder/sys/files.h"
#include "quantladder/sys/memory_meter.h"
#include "sys/meter_units.h"

namespace quantladder::sys {

inline const std::filesystem::path kFakes = std::filesystem::path(QUANTLADDER_SOURCE_DIR) / "tests/fakes";

class Meter : public testing::Test {
 protected:
  Meter() {
    options_.nvidia_smi = (kFakes / "fake_nvidia_smi.sh").string();
    options_.amdgpu_root = (dir_.path() / "drm").string();
    options_.period = std::chrono::milliseconds(20);
    options_.restart_after = std::chrono::milliseconds(20);
  }

  // This test's own process plays the server.
  void replay(const std::string& situation) {
    std::filesystem::copy(kFakes / "nvidia_smi" / situation, dir_.path() / "smi");
    setenv("FAKE_NVIDIA_SMI", (dir_.path() / "smi").c_str(), 1);
    setenv("FAKE_NVIDIA_SMI_PID", std::to_string(getpid()).c_str(), 1);
  }
  void script(const std::string& file, const std::string& text) { write_file(dir_.path() / "smi" / file, text); }

  void start() {
    begin_ = MemoryMeter::Clock::now();
    meter_ = make_memory_meter(options_);
    meter_->watch(getpid(), Offload::unknown);
  }

  // The first summary since the start that satisfies `enough`; the last one when none did in time.
  core::MemoryUse wait_until(const std::function<bool(const core::MemoryUse&)>& enough) const {
    const auto deadline = MemoryMeter::Clock::now() + std::chrono::seconds(60);
    core::MemoryUse use;
    do {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      use = meter_->between(begin_, MemoryMeter::Clock::now());
    } while (!enough(use) && MemoryMeter::Clock::now() < deadline);
    return use;
  }

  TempDir dir_;
  MeterOptions options_;
  MemoryMeter::Clock::time_point begin_;
  std::unique_ptr<MemoryMeter> meter_;
};

}  // namespace quantladder::sys
