// The counts and times that servers send beside an answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "quantladder/core/generation.h"

namespace quantladder::llama {

// Returns nullopt when a count that belongs to it is missing, or is no number from 0 on.
std::optional<core::Usage> parse_usage(const nlohmann::json& json);
std::optional<core::ServerTimings> parse_timings(const nlohmann::json& json);

// Figures come once, at the end, or with every event; or as nulls and zeros where the server does not know them.
class FigureReader {
 public:
  void read(const nlohmann::json& event, core::Generation& into, bool text_came);
  // Ends the reading: zeros where an answer cannot have them (no prompt at all, or no token although text came) become
  // absent. Adds the doubts.
  void drop_unknown(core::Generation& generation, bool text_came) const;
  bool usage_came() const { return usage_came_; }  // whether it could be read or not

 private:
  bool usage_came_ = false;
  std::string unread_usage_;
  std::string unread_timings_;
};

}  // namespace quantladder::llama
