// Requests in flight: a setting of the client, apart from the slots of the server.
#pragma once

#include <optional>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::bench {

// Returns "in_flight" of a model or arm; nullopt: it does not say.
std::optional<int> read_in_flight(sys::CheckedObject& object);

// Refuses arms that show nothing of one another: a single one, and those that say their requests in flight while others
// do not, say the number of another one, or differ in something else as well.
void check_arms(sys::CheckedObject& model, std::vector<sys::CheckedObject>& arms);

// Refuses more requests than the server has slots, where they would wait. `object`: the model or arm.
void check_slots(sys::CheckedObject& object, const core::Model& model);

}  // namespace quantladder::bench
