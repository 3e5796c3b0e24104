#include "quantladder/report/advice.h"

namespace quantladder::report {
namespace {

constexpr std::array<StandingInfo, 6> kStandings{{
    {Standing::recommended, "recommended", "Recommended", true},
    {Standing::not_told_apart, "not_told_apart", "Not told apart", false},
    {Standing::worse, "worse", "Worse", true},
    {Standing::outside_limit, "outside_limit", "Outside a limit", true},
    {Standing::no_verdict, "no_verdict", "No verdict", false},
    {Standing::not_measured, "not_measured", "Not measured", false},
}};

}  // namespace

const std::array<StandingInfo, 6>& all_standings() { return kStandings; }

const StandingInfo& info(Standing standing) { return kStandings[static_cast<std::size_t>(standing)]; }

std::vector<std::string> Advice::of(Standing standing) const {
  std::vector<std::string> ids;
  for (const ModelAdvice& each : models) {
    if (each.standing == standing) ids.push_back(each.model);
  }
  return ids;
}

}  // namespace quantladder::report
