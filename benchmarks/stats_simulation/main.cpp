// Replays the tables that the statistics were chosen by, with the project's own code, beside the design's figures.
// Usage: stats_simulation [--replications N] [--seed S] [SECTION...]; all sections without any.
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "stats_simulation/sections.h"

namespace quantladder::simulation {
namespace {

const std::pair<const char*, void (*)(const Options&)> kSections[] = {
    {"mean", print_mean},
    {"difference", print_difference},
    {"tests", print_both_tests},
    {"skew", print_skew},
    {"family", print_family},
    {"stopping", print_stopping},
    {"rule", print_rule},
    {"after", print_after},
    {"equivalence", print_equivalence},
    {"speed", print_speed},
    {"few", print_few},
    {"few-pairs", print_few_pairs},
    {"few-suites", print_few_suites},
    {"partial", print_partial},
    {"few-equivalence", print_few_equivalence},
    {"few-stopping", print_few_stopping},
    {"history", print_history},
};

bool is_section(const std::string& name) {
  for (const auto& section : kSections) {
    if (name == section.first) return true;
  }
  return false;
}

struct Command {
  Options options;
  std::set<std::string> sections;
};

// False: not understood.
bool parse(int argc, char** argv, Command& command) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--replications" && i + 1 < argc) {
      command.options.replications = std::atoi(argv[++i]);
    } else if (argument == "--seed" && i + 1 < argc) {
      command.options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (is_section(argument)) {
      command.sections.insert(argument);
    } else {
      return false;
    }
  }
  return command.options.replications >= 100;
}

int usage() {
  std::fprintf(stderr, "usage: stats_simulation [--replications N, at least 100] [--seed S] [SECTION...]; sections:");
  for (const auto& section : kSections) std::fprintf(stderr, " %s", section.first);
  std::fprintf(stderr, "\n");
  return 2;
}

}  // namespace
}  // namespace quantladder::simulation

int main(int argc, char** argv) {
  using namespace quantladder::simulation;
  Command command;
  if (!parse(argc, argv, command)) return usage();
  std::printf("%d replications, seed %llu\n\n", command.options.replications,
              static_cast<unsigned long long>(command.options.seed));
  for (const auto& [name, print] : kSections) {
    if (command.sections.empty() || command.sections.count(name) > 0) print(command.options);
  }
}
