// Looks for the runtimes that suites need, and tries each in the sandbox that answers will run in.
#pragma once

#include <string>
#include <vector>

#include "judge/sandbox/sandbox.h"
#include "quantladder/judge/judge.h"
#include "quantladder/runtimes/table.h"

namespace quantladder::judge {

struct FoundRuntimes {
  Runtimes runtimes;
  Provision provision;  // what answers need of them
};

// Of a machine that lacks some of them, the others are found all the same. `python_version`: of the sandbox's Python.
FoundRuntimes find_runtimes(const std::vector<tasks::Suite>& suites, const Sandbox& sandbox,
                            const std::string& python_version, const RuntimeSearch& search);

// Looks for those of one program, and takes the first of that name with which most of them work. Rows with one program
// get the same one: an answer finds only one of that name.
std::vector<RuntimeFacts> find_program_runtimes(const std::vector<const runtimes::RuntimeRow*>& rows,
                                                const Sandbox& sandbox, const RuntimeSearch& search,
                                                Provision& provision);

// Returns the command that installs the suite's Python packages.
std::string how_to_prepare(const tasks::Suite& suite);

// Says of each that nothing was tried.
Runtimes untried_runtimes(const std::vector<tasks::Suite>& suites);

}  // namespace quantladder::judge
