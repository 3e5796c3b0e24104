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
  void put_before_making(const std::string& body) { replace_tool("llama-quantize", "${@: -3:1}", body); }
  void replace_imatrix_tool(const std::string& body) { replace_tool("llama-imatrix", "$6", body); }

 private:
  // `out`: which of its arguments the file is.
  void replace_tool(const std::string& name, const std::string& out, const std::string& body) {
    const auto tools = folder_.path() / "tools";
    const std::filesystem::path real = std::filesystem::path(test::real_llama_server()).parent_path();
    std::filesystem::create_directories(tools);
    for (const char* each : {"llama-quantize", "llama-imatrix"}) {
      if (!std::filesystem::exists(tools / each)) std::filesystem::create_symlink(real / each, tools / each);
    }
    std::filesystem::remove(tools / name);  // not through the link
    sys::write_file(tools / name, "#!/bin/bash\nREAL=" + (real / name).string() +
                                      "\ncase \" $* \" in *\" --dry-run \"*|*\" --help \"*|*\" --version \"*|*\" "
                                      "--list-devices \"*) exec $REAL \"$@\";; esac\n"
                                      "OUT=\"" +
                                      out + "\"\n" + body + "\n");
    std::filesystem::permissions(tools / name, std::filesystem::perms::owner_all);
    settings_.server.tools = tools.string();
  }

 protected:
  sys::TempDir folder_;
  core::SweepSettings settings_;
};

}  // namespace quantladder::sweep
