// The requests of an episode of load, agent by agent, over its time.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "cell_shapes.h"
#include "charts.h"
#include "lanes.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;

constexpr int kMostLanes = 24;  // further agents are told of, not drawn

struct Swim {
  std::string model;
  std::string item;
  int iteration = 1;
  std::vector<LaneText> lanes;
  std::map<int, std::size_t> lane_of;  // agent -> lane
  std::vector<Exchange> requests;      // without their texts
  double from_ms = 0;
  double window_ms = 0;
  std::size_t not_drawn = 0;  // agents beyond the lanes
};

std::string name_of(const Exchange& request) {
  return request.is_primary() ? fmt::format("turn {}", request.turn) : request.conversation;
}

std::string tip_of(const Exchange& request) {
  const auto first = request.generation.time_to_first_token_ms();
  std::string text = fmt::format(
      "{}, {}: sent at {:.2f} s, took {}", request.is_primary() ? "primary" : fmt::format("agent {}", request.agent),
      name_of(request), request.sent_ms / 1000, to_duration(request.ended_ms - request.sent_ms));
  if (first) text += ", first token after " + to_duration(*first);
  return text + (request.is_cut ? ", cut" : ", " + std::string(core::to_id(request.outcome)));
}

Exchange without_texts(const Exchange& request) {
  Exchange bare;
  bare.agent = request.agent;
  bare.conversation = request.conversation;
  bare.turn = request.turn;
  bare.sent_ms = request.sent_ms;
  bare.ended_ms = request.ended_ms;
  bare.is_cut = request.is_cut;
  bare.outcome = request.outcome;
  bare.generation.first_content_ms = request.generation.time_to_first_token_ms();
  return bare;
}

Swim swim_of(const TableCell& cell, const Episode& episode) {
  Swim swim{.model = cell.model, .item = cell.name, .iteration = cell.iteration, .window_ms = episode.window_ms};
  swim.from_ms = -episode.lead_in_ms;
  std::map<int, int> counts;  // by agent, the primary one first
  for (const Exchange& request : episode.exchanges) ++counts[request.agent];
  for (const auto& [agent, count] : counts) {
    if (swim.lanes.size() == kMostLanes) {
      ++swim.not_drawn;
      continue;
    }
    swim.lane_of[agent] = swim.lanes.size();
    swim.lanes.push_back(
        {.name = agent == 0 ? "primary" : fmt::format("agent {}", agent), .sub = count_of(count, "request")});
  }
  for (const Exchange& request : episode.exchanges) {
    if (swim.lane_of.contains(request.agent)) swim.requests.push_back(without_texts(request));
  }
  return swim;
}

// Its role says how a request ended, by the colours of cells.
std::string role_of_request(const Exchange& request) {
  return request.is_cut ? "no_answer" : std::string(core::to_id(shape_of(request.outcome)));
}

void add_request(Drawing& drawing, const Exchange& request, const Lane& lane, const Axis& x) {
  const std::string role = role_of_request(request);
  const double half = request.is_primary() ? 8 : 6;
  const double y = lane.middle();
  const double from = x.at(request.sent_ms);
  const double to = std::max(from + 1, x.at(request.ended_ms));
  const double first = std::clamp(
      x.at(request.sent_ms + request.generation.first_content_ms.value_or(request.ended_ms - request.sent_ms)), from,
      to);
  const std::string tip = tip_of(request);
  drawing.marks.push_back(RectMark{from, y - half, std::max(1.0, to - from - 1), 2 * half, "area " + role, tip});
  if (to - first > 1) drawing.marks.push_back(RectMark{first, y - half, to - first - 1, 2 * half, role, tip});
  const std::string name = name_of(request);
  if (text_width(name, kSmallSize) + 4 < to - from)
    drawing.marks.push_back(TextMark{from, y - half - 3, name, "tick", Anchor::start});
}

Drawing draw(const Swim& swim, double width) {
  Lanes lanes = lay_out(swim.lanes, width, {.wide = 36, .narrow = 32}, 10);
  const Frame& frame = lanes.frame;
  Drawing drawing{width, frame.bottom + kBelowLanes, {}};
  double last = swim.window_ms;
  for (const Exchange& request : swim.requests) last = std::max(last, request.ended_ms);
  const double room = 0.02 * std::max(1.0, last - swim.from_ms);
  const stats::Interval range{swim.from_ms - room, last + room};
  add_x_axis(drawing, {range.lo / 1000, range.hi / 1000}, frame, "s since the primary's first turn was due");
  const Axis x{range, frame.left, frame.right};
  for (const double edge : {0.0, swim.window_ms})
    drawing.marks.push_back(LineMark{x.at(edge), frame.top, x.at(edge), frame.bottom, "front"});
  add_texts(drawing, swim.lanes, lanes);
  for (const Exchange& request : swim.requests)
    add_request(drawing, request, lanes.lanes[swim.lane_of.at(request.agent)], x);
  return drawing;
}

// Charts are files in one folder; an item may be called SUITE/ITEM.
std::string lanes_id(const Swim& swim) {
  std::string id = fmt::format("lanes-{}-{}", swim.model, swim.item);
  std::replace(id.begin(), id.end(), '/', '-');
  return id;
}

Chart chart_of(const Swim& swim) {
  std::string description;
  for (const Exchange& request : swim.requests) add_part(description, tip_of(request), "; ");
  std::string caption =
      "A bar for each request, pale up to its first token. Dashed: the window, from the primary's first turn on. "
      "Colours as of cells: green is right, orange wrong, red a fault, grey was cut when the episode ended.";
  if (swim.not_drawn > 0)
    caption += fmt::format(" Not drawn: the requests of {}.",
                           count_of(static_cast<std::int64_t>(swim.not_drawn), "further agent"));
  return {.id = lanes_id(swim),
          .section = "Several agents on one server",
          .title = fmt::format("{}: {}, iteration {}", swim.model, swim.item, swim.iteration),
          .description = description,
          .caption = std::move(caption),
          .draw = [swim](double width) { return draw(swim, width); }};
}

// Of each model and suite the highest level of each mode, in the first iteration that has it.
std::vector<const TableCell*> shown_episodes(const CellTable& cells) {
  using Shown = std::tuple<std::string, std::string, core::LoadMode>;
  std::map<Shown, const TableCell*> shown;
  std::vector<Shown> order;
  const auto asked = [](const TableCell& cell) {
    const core::LoadItem& item = std::get<Episode>(cell.counted->payload).item;
    return std::pair(item.level, item.per_s);
  };
  for (const TableCell& cell : cells.cells()) {
    const auto* episode = std::get_if<Episode>(&cell.counted->payload);
    if (episode == nullptr || episode->outcome != core::Outcome::measured) continue;
    const Shown key{cell.model, cell.suite, episode->item.mode};
    const TableCell*& known = shown[key];
    if (known == nullptr) order.push_back(key);
    if (known == nullptr || asked(*known) < asked(cell)) known = &cell;
  }
  std::vector<const TableCell*> result;
  for (const auto& key : order) result.push_back(shown[key]);
  return result;
}

}  // namespace

Charts swim_lanes(const Report&, const CellTable& cells) {
  Charts charts;
  for (const TableCell* cell : shown_episodes(cells)) {
    Swim swim = swim_of(*cell, std::get<Episode>(cell->counted->payload));
    if (swim.lanes.size() > 1) charts.push_back(chart_of(swim));
  }
  return charts;
}

}  // namespace quantladder::report
