// A run of the judge in which everything agrees, for tests that spoil one thing each.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "judge/verdict.h"

namespace quantladder::judge {

inline const std::vector<std::string> kTests{"t.py::a", "t.py::b"};

struct GoodRun {
  Expected expected{tasks::JudgedBy::pytest, kTests};
  std::string ready = "{\"ready\": true}\n";
  std::string collected = "{\"collected\": [\"t.py::a\", \"t.py::b\"]}\n";
  std::vector<std::string> before{
      R"({"canary": "before_plain", "outcome": "failed"})",
      R"({"canary": "before_value", "outcome": "failed"})",
  };
  std::vector<std::string> phases{
      R"({"test": "t.py::a", "when": "setup", "outcome": "passed"})",
      R"({"test": "t.py::a", "when": "call", "outcome": "passed"})",
      R"({"test": "t.py::a", "when": "teardown", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "setup", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "call", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "teardown", "outcome": "passed"})",
      R"({"canary": "after_plain", "outcome": "failed"})",
      R"({"canary": "after_value", "outcome": "failed"})",
  };
  std::string more;
  std::string end = "{\"end\": 1, \"tests\": 2, \"canaries\": 4, \"transport\": false}\n";
  RunFacts facts;

  GoodRun() {
    facts.ready = true;
    facts.tester_exit = 1;
  }

  core::Judgement judge() {
    facts.report = ready + collected;
    for (const std::string& canary : before) facts.report += canary + "\n";
    for (const std::string& phase : phases) facts.report += phase + "\n";
    facts.report += more + end;
    return decide(facts, expected, {});
  }

  static void replace(std::string& text, const std::string& from, const std::string& to) {
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
  }
};

}  // namespace quantladder::judge
