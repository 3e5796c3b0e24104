#include "sweep/imatrix_facts.h"

namespace quantladder::sweep {
namespace {

std::optional<int> count_in(const Facts& facts, const char* key) {
  const auto found = facts.find(key);
  return found != facts.end() && found->is_number_integer() ? std::optional(found->get<int>()) : std::nullopt;
}

Facts or_null(const std::optional<int>& count) { return count ? Facts(*count) : Facts(); }

}  // namespace

Facts facts_of_origin(const core::ImatrixOrigin& origin) {
  return {{"sha256", origin.sha256},          {"text", origin.text},        {"text_sha256", origin.text_sha256},
          {"chunks", or_null(origin.chunks)}, {"ctx", or_null(origin.ctx)}, {"version", origin.version}};
}

std::optional<core::ImatrixOrigin> origin_of_facts(const Facts& facts) {
  if (!facts.is_object()) return std::nullopt;
  return core::ImatrixOrigin{.sha256 = facts.value("sha256", ""),
                             .text = facts.value("text", ""),
                             .text_sha256 = facts.value("text_sha256", ""),
                             .chunks = count_in(facts, "chunks"),
                             .ctx = count_in(facts, "ctx"),
                             .version = facts.value("version", "")};
}

}  // namespace quantladder::sweep
