// What a search for the highest load found, as JSON.
#include "json_values.h"

namespace quantladder::report {
namespace {

Json name_or_null(const std::optional<core::LoadItem>& item) { return item ? Json(to_string(*item)) : Json(); }

Json searched_item_json(const SearchedItem& item) {
  return object(field("item", item.item), field("episodes", item.episodes.size()), field("looked_at", item.seen),
                field("k", item.good()), field("n", item.requests()), field("ci", item.interval),
                field("verdict", core::to_id(item.verdict)));
}

}  // namespace

Json found_load_json(const FoundLoad& found) {
  return object(field("suite", found.suite), field("model", found.model),
                field("service_level",
                      object(field("ttft_ms", found.service.ttft_ms), field("tokens_per_s", found.service.tokens_per_s),
                             field("percent", found.service.percent))),
                field("best", name_or_null(found.best)), field("shown", name_or_null(found.shown)),
                field("refuted", name_or_null(found.refuted)), field("decided", found.is_decided()),
                field("over", !found.next.has_value()), field("items", list(found.items, searched_item_json)));
}

}  // namespace quantladder::report
