// Reads what a server says about itself: whether it is ready, and whether it has what its cells need.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "llama/curl.h"
#include "quantladder/core/model.h"
#include "quantladder/core/record.h"

namespace quantladder::llama {

inline constexpr std::chrono::seconds kPropsPatience{10};  // for the answer to GET /props

// Fills build_info, slot_ctx, slots and props_json from the body of /props; leaves them alone when it is none.
void read_props(const std::string& body, core::ServerStart& start);

// Returns one line when the server gives less than the model's settings ask for. Facts that are not known are not
// judged.
std::optional<std::string> find_shortage(const core::Model& model, const core::ServerStart& start);

// Returns one line when /props name another file than the one whose hash, size and name stand in the records; nullopt
// without a file, or from a server that does not tell.
std::optional<std::string> find_other_model(const core::Model& model, const core::ServerStart& start);

// Returns one line about what the two above could not look at because the server did not tell it, and why; `reply` is
// its answer to GET /props. nullopt: they saw everything.
std::optional<std::string> find_unchecked(const core::Model& model, const core::ServerStart& start,
                                          const HttpReply& reply);

enum class Health {
  ready,
  loading,  // it says so itself (503), or that it is busy
  silent,   // no connection, or no answer in time
  wrong,    // something else answers there, or nothing ever will: a certificate that is not trusted
};
struct HealthReply {
  Health health = Health::silent;
  std::string detail;  // one line
};

// Asks /health, and where a server does not know it, /v1/models.
HealthReply ask_health(const std::string& base_url, const std::string& api_key);

}  // namespace quantladder::llama
