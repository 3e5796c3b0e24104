// Takes the answer from a reply: one file, chosen among the blocks; or a package, each file by its name.
#pragma once

#include "extract/fences.h"
#include "quantladder/extract/extract.h"

namespace quantladder::extract {

core::Answer choose_file(const Document& document, const Spec& spec, const Language& language);
core::Answer collect_package(const Document& document, const Spec& spec, const Language& language);

// Returns all files that the reply names; none when that is no more than one file that a sentence speaks of.
core::Answer collect_named(const Document& document, const Language& language);

inline core::Answer no_answer(std::string rule, std::string problem, std::vector<std::string> notes = {}) {
  return {{}, std::move(rule), std::move(problem), std::move(notes)};
}

}  // namespace quantladder::extract
