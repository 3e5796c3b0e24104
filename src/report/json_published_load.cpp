// What a published comparison would have printed of several agents, and the corrected form, as JSON.
#include "json_values.h"
#include "quantladder/report/published_load.h"

namespace quantladder::report {
namespace {

Json published_side_json(const PublishedSide& side) {
  return object(field("task", side.task), field("ttft_ms", side.ttft_ms), field("total_ms", side.total_ms),
                field("words_per_s", side.words_per_s),
                field("keywords_right", object(field("k", side.right.k), field("n", side.right.n))),
                field("keywords_missing", side.missing));
}

Json published_level_json(const PublishedLevel& level) {
  return object(field("model", level.model), field("suite", level.suite), field("level", level.level),
                field("episodes", level.episodes), field("total_ms", level.total_ms),
                field("total_change_percent", level.total_change), field("ttft_ms", level.ttft_ms),
                field("ttft_change_percent", level.ttft_change),
                field("words_per_s", list(level.words_per_s, [](const auto& rate) { return to_value(rate); })),
                field("words", level.words), field("side", list(level.side, published_side_json)));
}

Json published_radar_json(const PublishedRadar& radar) {
  Json axes = Json::array();
  for (std::size_t i = 0; i < kRadarAxes; ++i)
    axes.push_back(object(field("axis", kRadarNames.at(i)), field("value", radar.axes.at(i))));
  return object(field("model", radar.model), field("suite", radar.suite), field("level", radar.level),
                field("ttft_stands_in", radar.input.stands_in()), field("vram_mb", radar.input.vram_mb),
                field("axes", axes));
}

Json corrected_axis_json(const CorrectedAxis& axis) {
  return object(field("axis", axis.name), field("unit", axis.unit), field("worst", axis.worst),
                field("best", axis.best), field("value", axis.value), field("ci", axis.interval));
}

Json corrected_radar_json(const CorrectedRadar& radar) {
  return object(field("model", radar.model), field("suite", radar.suite), field("alone", core::to_string(radar.alone)),
                field("loaded", core::to_string(radar.loaded)), field("episodes", radar.episodes),
                field("axes", list(radar.axes, corrected_axis_json)));
}

}  // namespace

Json published_load_json(const PublishedLoad& load) {
  if (load.levels.empty() && load.corrected.empty()) return nullptr;
  return object(field("levels", list(load.levels, published_level_json)),
                field("radar", list(load.radars, published_radar_json)),
                field("corrected_radar", list(load.corrected, corrected_radar_json)));
}

}  // namespace quantladder::report
