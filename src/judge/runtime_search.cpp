#include "judge/runtime_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "judge/runtime_trial.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/runtimes/find.h"
#include "quantladder/runtimes/kept.h"
#include "quantladder/runtimes/python_packages.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using runtimes::RuntimeRow;

bool is_needed(const RuntimeRow& row, const tasks::Suite& suite) {
  return std::any_of(suite.tasks.begin(), suite.tasks.end(), [&](const tasks::Task& task) {
    return std::find(task.needs.begin(), task.needs.end(), row.name) != task.needs.end();
  });
}

bool is_needed(const RuntimeRow& row, const std::vector<tasks::Suite>& suites) {
  return std::any_of(suites.begin(), suites.end(), [&](const auto& suite) { return is_needed(row, suite); });
}

Provision provision_of(const RuntimeRow& row, const runtimes::Candidate& candidate) {
  Provision provision{.env = row.env, .read_only = candidate.folders, .programs = {}};
  const fs::path folder = candidate.program.parent_path();
  if (folder != "/usr/bin" && folder != "/bin") provision.programs.push_back(folder);
  return provision;
}

// Tries each row with one program.
struct CandidateTrials {
  runtimes::Candidate candidate;
  std::vector<RuntimeTrial> trials;  // by row

  std::ptrdiff_t working() const {
    return std::count_if(trials.begin(), trials.end(), [](const auto& trial) { return trial.problem.empty(); });
  }
};

CandidateTrials try_candidate(const std::vector<const RuntimeRow*>& rows, const Sandbox& sandbox,
                              runtimes::Candidate candidate) {
  CandidateTrials result{.candidate = std::move(candidate), .trials = {}};
  for (const RuntimeRow* row : rows) {
    if (!result.candidate.problem.empty()) {
      result.trials.push_back({"", result.candidate.problem});
      continue;
    }
    Sandbox trial = sandbox;
    trial.provision.add(provision_of(*row, result.candidate));
    result.trials.push_back(try_runtime(*row, trial, {result.candidate.program.string()}));
  }
  return result;
}

// Without a sandbox an answer could write to a kept cache, and what it left there would serve later judgements. The
// compiler then uses a folder in the judgement's own home.
bool may_see_kept(const Sandbox& sandbox) { return sandbox.isolation == Isolation::sandboxed; }

Provision kept_provision(const fs::path& folder, runtimes::InUse in_use) {
  return {.env = {},
          .read_only = {folder},
          .programs = {},
          .in_use = {std::make_shared<const runtimes::InUse>(std::move(in_use))}};
}

// Names the cache among what answers need, making it first where that is wanted.
void provide_cache(const RuntimeRow& row, const RuntimeSearch& search, RuntimeFacts& facts, Provision& provision) {
  const fs::path folder = runtimes::cache_of(row, facts.place, facts.version);
  if (search.prepare == Prepare::nothing && !fs::exists(folder)) return;
  try {
    runtimes::InUse in_use = runtimes::keep(
        folder, [&](const fs::path& half) { runtimes::fill_cache(row, facts.place, half); },
        [&] {
          search.say(
              fmt::format("compiling the standard packages of {} {}, once: a minute or two", row.title, facts.version));
        });
    provision.add({.env = {{row.cache->variable, folder.string()}}});
    provision.add(kept_provision(folder, std::move(in_use)));
  } catch (const runtimes::PlaceError& error) {
    facts.problem = error.what();
    facts.remedy = error.remedy();
  } catch (const core::Error& error) {
    facts.problem = error.what();
    facts.remedy = row.install;
  }
}

// Returns why the row works with none of the programs.
std::string problems_of(const std::vector<CandidateTrials>& tried, std::size_t row, const std::string& program) {
  std::string problems;
  for (const CandidateTrials& each : tried) {
    core::add_part(problems, fmt::format("{} {}", each.candidate.program.string(), each.trials[row].problem), "; ");
  }
  return problems.empty() ? fmt::format("there is no {} on PATH", program) : problems;
}

// Returns "SUITE" where that name finds this folder, else the folder.
std::string name_of(const tasks::Suite& suite) {
  std::error_code unreadable;
  try {
    if (fs::equivalent(tasks::find_suite(suite.id), suite.folder, unreadable)) return suite.id;
  } catch (const core::Error&) {  // a folder that no name finds
  }
  return suite.folder.string();
}

// Returns the command that imports from the packages' folder; the row's proof follows.
std::vector<std::string> python_with(const Sandbox& sandbox, const fs::path& folder) {
  const std::string code =
      fmt::format("import sys; sys.path.append({}); exec(sys.argv[1])", nlohmann::json(folder.string()).dump());
  return {sandbox.python, "-P", "-s", "-S", "-B", "-c", code};
}

RuntimeFacts find_package(const RuntimeRow& row, const tasks::Suite& suite, const Sandbox& sandbox,
                          const fs::path& folder) {
  RuntimeFacts facts{.name = row.name, .suite = suite.id, .version = {}, .place = folder.string()};
  if (!fs::exists(folder)) {
    facts.problem = fmt::format("the Python packages of {} are not installed", suite.id);
    facts.remedy = how_to_prepare(suite);
    return facts;
  }
  Sandbox trial = sandbox;
  trial.provision.read_only.push_back(folder);
  const RuntimeTrial result = try_runtime(row, trial, python_with(sandbox, folder));
  facts.version = result.version;
  if (result.problem.empty()) return facts;
  facts.problem = fmt::format("{} in {} {}", row.title, folder.string(), result.problem);
  facts.remedy = fmt::format("correct {}, then {}", suite.packages->requirements.string(), how_to_prepare(suite));
  return facts;
}

struct Fault {
  std::string problem;  // empty: there is none
  std::string remedy;   // empty: the usual one
};

// Returns what is wrong with the place of the packages, or with their installation where that is wanted.
Fault install(const tasks::Suite& suite, const Sandbox& sandbox, const fs::path& folder, const RuntimeSearch& search) {
  try {
    if (search.prepare == Prepare::packages) {
      runtimes::prepare_packages(suite.packages->requirements, sandbox.python, folder, [&] {
        search.say(fmt::format("installing the Python packages of {}, once", suite.id));
      });
    }
    runtimes::check_open(folder);
    return {};
  } catch (const runtimes::PlaceError& error) {
    return {error.what(), error.remedy()};
  } catch (const core::Error& error) {
    return {error.what(), ""};
  }
}

void find_packages(const tasks::Suite& suite, const Sandbox& sandbox, const std::string& python_version,
                   const RuntimeSearch& search, FoundRuntimes& found) {
  const fs::path folder = runtimes::folder_of_packages(suite.packages->sha256, python_version);
  const Fault fault = install(suite, sandbox, folder, search);
  std::optional<runtimes::InUse> in_use = runtimes::use(folder);
  for (const RuntimeRow& row : runtimes::table()) {
    if (!row.is_python_package() || !is_needed(row, suite)) continue;
    RuntimeFacts facts = find_package(row, suite, sandbox, folder);
    if (!fault.problem.empty()) facts.problem = fault.problem;
    if (!fault.remedy.empty()) facts.remedy = fault.remedy;
    found.runtimes.found.push_back(std::move(facts));
  }
  if (!fault.problem.empty() || !in_use) return;
  found.runtimes.packages[suite.id] = folder;
  found.provision.add(kept_provision(folder, std::move(*in_use)));
}

}  // namespace

std::string how_to_prepare(const tasks::Suite& suite) {
  return fmt::format("quantladder doctor --prepare {}", name_of(suite));
}

std::vector<RuntimeFacts> find_program_runtimes(const std::vector<const RuntimeRow*>& rows, const Sandbox& sandbox,
                                                const RuntimeSearch& search, Provision& provision) {
  std::vector<CandidateTrials> tried;
  const auto works_less = [](const auto& a, const auto& b) { return a.working() < b.working(); };
  for (runtimes::Candidate& candidate : runtimes::find_candidates(*rows.front())) {
    tried.push_back(try_candidate(rows, sandbox, std::move(candidate)));
    if (tried.back().working() == std::ssize(rows)) break;
  }
  const auto best = std::max_element(tried.begin(), tried.end(), works_less);
  std::vector<RuntimeFacts> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RuntimeFacts facts{.name = rows[i]->name};
    if (best != tried.end()) {
      facts.place = best->candidate.program.string();
      facts.version = best->trials[i].version;
    }
    if (best == tried.end() || !best->trials[i].problem.empty()) {
      facts.problem = problems_of(tried, i, rows[i]->program);
      facts.remedy = rows[i]->install;
    } else {
      provision.add(provision_of(*rows[i], best->candidate));
      if (rows[i]->cache && may_see_kept(sandbox)) provide_cache(*rows[i], search, facts, provision);
    }
    result.push_back(std::move(facts));
  }
  return result;
}

FoundRuntimes find_runtimes(const std::vector<tasks::Suite>& suites, const Sandbox& sandbox,
                            const std::string& python_version, const RuntimeSearch& search) {
  FoundRuntimes result;
  std::vector<std::string> programs;
  for (const RuntimeRow& row : runtimes::table()) {
    const bool is_new = std::find(programs.begin(), programs.end(), row.program) == programs.end();
    if (row.is_python_package() || !is_needed(row, suites) || !is_new) continue;
    programs.push_back(row.program);
    std::vector<const RuntimeRow*> rows;
    for (const RuntimeRow& other : runtimes::table()) {
      if (other.program == row.program && is_needed(other, suites)) rows.push_back(&other);
    }
    for (auto& facts : find_program_runtimes(rows, sandbox, search, result.provision))
      result.runtimes.found.push_back(std::move(facts));
  }
  for (const tasks::Suite& suite : suites) {
    if (suite.packages) find_packages(suite, sandbox, python_version, search, result);
  }
  return result;
}

Runtimes untried_runtimes(const std::vector<tasks::Suite>& suites) {
  Runtimes runtimes;
  for (const RuntimeRow& row : runtimes::table()) {
    if (is_needed(row, suites)) {
      runtimes.found.push_back({.name = row.name,
                                .problem = "was not tried, because nothing can be judged here",
                                .remedy = "what is missing for the sandbox and for Python"});
    }
  }
  return runtimes;
}

}  // namespace quantladder::judge
