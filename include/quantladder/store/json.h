// The values of a run as the text of its files, and back. results/README.md documents them field by field. Doubles
// survive the round trip; a missing figure is null.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"
#include "quantladder/core/screening_log.h"
#include "quantladder/core/stopping_log.h"

namespace quantladder::store {

// T is core::Manifest, Session, StoppingLog, ScreeningLog, Record, Judgement, EpisodeJudgement or ServerStart.
template <class T>
std::string to_json(const T& value);
std::string to_json(const std::vector<core::GivenScore>& scores);

// Both name `source`, the file, in the error: they throw core::Error(environment) for anything that is no such value.
template <class T>
T parse_json(std::string_view json, const std::string& source);
std::vector<core::GivenScore> parse_given_scores(std::string_view json, const std::string& source);

}  // namespace quantladder::store
