#include "quantladder/core/screening_log.h"

namespace quantladder::core {

std::set<std::string> ScreeningLog::dropped() const {
  std::set<std::string> models;
  for (const ScreeningLook& look : looks) {
    for (const DroppedModel& each : look.dropped) models.insert(each.model);
  }
  return models;
}

const DroppedModel* ScreeningLog::find(const std::string& model) const {
  for (const ScreeningLook& look : looks) {
    for (const DroppedModel& each : look.dropped) {
      if (each.model == model) return &each;
    }
  }
  return nullptr;
}

double ScreeningLog::alpha_of_next_look() const {
  const auto number = static_cast<double>(looks.size()) + 1;
  return alpha / (number * (number + 1));
}

}  // namespace quantladder::core
