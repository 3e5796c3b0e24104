// What a run of load alone answers, in sentences.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/load.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

// "Agents served well by b: 3 [3, 3]; a: 1 [1, 2]. b is shown to serve more than a." Empty where no number is known.
std::string agents_sentence(const Summary& summary);

// What is left under load of each model's figures, at the highest level of each suite.
std::vector<std::string> sentences_under_load(const LoadReport& report);

}  // namespace quantladder::report
