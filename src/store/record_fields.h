// The fields of a record and of a server start, and of their parts.
#pragma once

#include "quantladder/core/record.h"
#include "store/answered_fields.h"
#include "store/episode_fields.h"
#include "store/fidelity_fields.h"
#include "store/fields.h"
#include "store/model_fields.h"
#include "store/timed_fields.h"

namespace quantladder::store {

template <>
struct Fields<core::MemoryUse> {
  using T = core::MemoryUse;
  static constexpr auto all =
      std::tuple(field("source", &T::source), field("samples", &T::samples),
                 field("baseline_bytes", &T::baseline_bytes), field("peak_bytes", &T::peak_bytes),
                 field("device_peak_bytes", &T::device_peak_bytes), field("energy_j", &T::energy_j),
                 field("mean_power_w", &T::mean_power_w), field("peak_temperature_c", &T::peak_temperature_c),
                 field("min_sm_clock_mhz", &T::min_sm_clock_mhz), field("gaps", &T::gaps));
};

inline constexpr auto kToText = [](const auto& value) { return to_text(value); };

inline constexpr auto kModel = part_of("model", &core::Record::cell, &core::CellId::model);
inline constexpr auto kIteration = part_of("iteration", &core::Record::cell, &core::CellId::iteration);

// Older code called an item a task.
inline constexpr auto kItem = make_field<std::string>(
    "item", [](Json& to, const core::Record& record) { to[record.schema == 1 ? "task" : "item"] = record.cell.item; },
    [](const Json& from, core::Record& record) {
      from.at(record.schema == 1 ? "task" : "item").get_to(record.cell.item);
    });

// "ladder@1.1.0"
inline constexpr auto kSuite = make_field<std::string>(
    "suite",
    [](Json& to, const core::Record& record) {
      to["suite"] = record.cell.suite + (record.suite_version.empty() ? "" : "@" + record.suite_version);
    },
    [](const Json& from, core::Record& record) {
      const auto text = from.at("suite").get<std::string>();
      const std::size_t at = text.find('@');
      record.cell.suite = text.substr(0, at);
      if (at != std::string::npos) record.suite_version = text.substr(at + 1);
    });

// Older code knew one kind.
inline constexpr auto kKind = make_field<std::string>(
    "kind",
    [](Json& to, const core::Record& record) {
      if (record.schema > 1) to["kind"] = record.kind();
    },
    [](const Json& from, core::Record& record) {
      if (record.schema > 1) record.payload = core::empty_payload(from.at("kind").get<core::SuiteKind>());
    });

// The fields of the payload stand among the record's own.
inline constexpr auto kPayload = make_field<core::Payload>(
    nullptr,
    [](Json& to, const core::Record& record) {
      std::visit([&](const auto& payload) { write_fields(to, payload); }, record.payload);
    },
    [](const Json& from, core::Record& record) {
      std::visit([&](auto& payload) { read_fields(from, payload); }, record.payload);
    });

template <>
struct Fields<core::Record> {
  using T = core::Record;
  static constexpr auto all =
      std::tuple(field("schema", &T::schema), kModel, kItem, kIteration, field("attempt", &T::attempt),
                 text_field("reason_for_attempt", &T::reason_for_attempt, kToText, core::parse_attempt_reason),
                 field("server_start", &T::server_start), field("round", &T::round), kSuite, kKind, kPayload,
                 field("memory", &T::memory), field("quantladder", &T::quantladder));
};

template <>
struct Fields<core::MemoryBuffer> {
  using T = core::MemoryBuffer;
  static constexpr auto all = std::tuple(field("kind", &T::kind), field("place", &T::place), field("mib", &T::mib));
};

template <>
struct Fields<core::ServerStart> {
  using T = core::ServerStart;
  static constexpr auto all = std::tuple(
      field("model", &T::model), field("number", &T::number), field("round", &T::round),
      field("started_at", &T::started_at), field("argv", &T::argv), field("version", &T::version),
      field("binary_sha256", &T::binary_sha256), field("build_info", &T::build_info),
      zero_is_unknown("slot_ctx", &T::slot_ctx), zero_is_unknown("slots", &T::slots),
      zero_is_unknown("load_ms", &T::load_ms), field("scrubbed_env", &T::scrubbed_env),
      list_if_any("buffers", &T::buffers), field("warm_up_requests", &T::warm_up_requests), field("probe", &T::probe),
      field("memory", &T::memory), field("settings_verified", &T::settings_verified),
      field("settings_note", &T::settings_note), field("doubts", &T::doubts, Absent::keeps_default),
      text_field("end", &T::end, kToText, core::parse_server_end), json_text("props", &T::props_json));
};

template <>
struct Fields<core::GivenScore> {
  using T = core::GivenScore;
  static constexpr auto all =
      std::tuple(field("model", &T::model), field("iteration", &T::iteration), field("score", &T::score));
};

}  // namespace quantladder::store
