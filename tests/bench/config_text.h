// Configurations as text, and what reading them says.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "quantladder/bench/config.h"
#include "quantladder/core/error.h"

namespace quantladder::bench {

inline std::string with_model(const std::string& more, const std::string& in_model = "") {
  return "{ \"name\": \"t\", " + more + " \"models\": [ { \"id\": \"a\", \"file\": \"/m/a.gguf\"" + in_model + " } ] }";
}

inline Experiment parsed(const std::string& text) { return parse_config(text, "/etc/exp/t.json"); }

inline std::string error_of(const std::string& text) {
  try {
    parsed(text);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

}  // namespace quantladder::bench
