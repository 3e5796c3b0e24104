#include "bench/in_flight.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bench/config_values.h"

namespace quantladder::bench {
namespace {

using sys::CheckedObject;

constexpr const char* kKey = "in_flight";
constexpr int kMostInFlight = 256;

// A misspelt key is told of before what it seems to leave out.
void refuse_unknown_keys(CheckedObject& arm) {
  for (const char* key : {"id", kKey, "server", "sampling"}) arm.has(key);
  arm.finish();
}

// The servers of such arms are started with one command, and are asked the same.
void refuse_other_differences(CheckedObject& arm) {
  for (const char* key : {"server", "sampling"}) {
    if (!arm.has(key)) continue;
    arm.fail(key, fmt::format("arms that say in_flight differ in nothing else, so that a difference is the load's: say "
                              "it once, as \"{}\" of the model",
                              key));
  }
}

}  // namespace

std::optional<int> read_in_flight(CheckedObject& object) {
  if (!object.has(kKey)) return std::nullopt;
  return ranged_int(object, kKey, 1, 1, kMostInFlight);
}

void check_arms(CheckedObject& model, std::vector<CheckedObject>& arms) {
  for (CheckedObject& arm : arms) refuse_unknown_keys(arm);
  if (arms.size() < 2) model.fail("arms", "name at least two, which are compared with each other, or leave it out");
  const bool by_load = std::any_of(arms.begin(), arms.end(), [](CheckedObject& arm) { return arm.has(kKey); });
  if (!by_load) return;
  if (model.has(kKey)) model.fail(kKey, "each arm says its own; leave one of the two out");
  std::set<int> numbers;
  for (CheckedObject& arm : arms) {
    const auto number = read_in_flight(arm);
    if (!number) arm.fail("", "the model's other arms say in_flight; say it in this one too");
    if (!numbers.insert(*number).second)
      arm.fail(kKey, fmt::format("another arm has {} in flight already; take another number", *number));
    refuse_other_differences(arm);
  }
}

void check_slots(CheckedObject& object, const core::Model& model) {
  const int slots = model.server.parallel;
  if (model.most_in_flight() <= slots) return;
  const char* whose = model.endpoint.empty() ? "started with" : "said to have";
  object.fail(object.has(kKey) ? kKey : "server",
              fmt::format("{0} requests in flight take {0} slots, and the server is {1} {2}: set \"parallel\" of the "
                          "model's \"server\" to {0} or more",
                          model.most_in_flight(), whose, slots));
}

}  // namespace quantladder::bench
