// A sweep over the tiny model, by the real llama-quantize or by a script in its place.
#pragma once

#include <gmock/gmock.h>
#include <stdlib.h>

#include "quantladder/core/error.h"
#include "quantladder/core/sweep.h"
#include "quantladder/sweep/candidates.h"
#include "quantladder/sys/files.h"
#include "support/real_llama.h"

namespace quantladder::sweep {

class TinySweep : public ::testing::Test {
 protected:
  TinySweep() {
    setenv("QUANTLADDER_CACHE", (folder_.path() / "cache").c_str(), 1);
    settings_.source = test::tiny_model();
    settings_.source_id = "source";
    settings_.recipes_file = "recipes.json";
    settings_.server.binary = test::real_llama_server();
    settings_.allow_requantize = true;
  }
  ~TinySweep() override { unsetenv("QUANTLADDER_CACHE"); }

  void add(core::Recipe recipe) { settings_.recipes.push_back(std::move(recipe)); }
  std::string refusal(core::ErrorKind kind = core::ErrorKind::usage) {
    try {
      plan_candidates(settings_);
      return "";
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), kind);
      return error.what();
    }
  }
  // From now on `body` is run where a file is to be made: $REAL is the program, $OUT the file.
  void put_before_making(const std::string& body) {
    const auto tools = folder_.path() / "tools";
    const std::string real = std::filesystem::path(test::real_llama_server()).parent_path() / "llama-quantize";
    std::filesystem::create_directories(tools);
    const auto file = tools / "llama-quantize";
    sys::write_file(
        file, "#!/bin/bash\nREAL=" + real +
                  "\ncase \" $* \" in *\" --dry-run \"*|*\" --help \"*|*\" --version \"*) exec $REAL \"$@\";; esac\n"
                  "OUT=\"${@: -3:1}\"\n" +
                  body + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    settings_.server.tools = tools.string();
  }

  sys::TempDir folder_;
  core::SweepSettings settings_;
};

}  // namespace quantladder::sweep
