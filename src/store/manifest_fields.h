// The fields of the manifest and of its parts.
#pragma once

#include "quantladder/core/manifest.h"
#include "store/model_fields.h"

namespace quantladder::store {

template <>
struct Fields<core::GpuFacts> {
  using T = core::GpuFacts;
  static constexpr auto all = std::tuple(field("name", &T::name), field("driver", &T::driver),
                                         zero_is_unknown("memory_bytes", &T::memory_bytes));
};

template <>
struct Fields<core::HostFacts> {
  using T = core::HostFacts;
  static constexpr auto all =
      std::tuple(field("os", &T::os), field("kernel", &T::kernel), field("cpu", &T::cpu), field("cores", &T::cores),
                 zero_is_unknown("memory_bytes", &T::memory_bytes), field("load_1min", &T::load_1min),
                 field("cpu_mhz", &T::cpu_mhz), field("temperature_c", &T::temperature_c), field("gpus", &T::gpus));
};

template <>
struct Fields<core::SessionServer> {
  using T = core::SessionServer;
  static constexpr auto all =
      std::tuple(field("path", &T::path), field("version", &T::version), field("sha256", &T::sha256));
};

// A limit stands below the name of its task.
template <>
struct Fields<core::SessionLimit> {
  using T = core::SessionLimit;
  static constexpr auto all =
      std::tuple(field("reference_ms", &T::reference_ms), field("wall_limit_s", &T::wall_limit_s));
};

template <>
struct Fields<core::Session> {
  using T = core::Session;
  static constexpr auto all = std::tuple(
      field("started_at", &T::started_at), field("host", &T::host), field("order", &T::order),
      field("servers", &T::servers, Absent::keeps_default), by_name("limits", &T::limits, &core::SessionLimit::task));
};

template <>
struct Fields<core::TestPoints> {
  using T = core::TestPoints;
  static constexpr auto all = std::tuple(field("test", &T::test), field("points", &T::points));
};

template <>
struct Fields<core::ItemFacts> {
  using T = core::ItemFacts;
  static constexpr auto all = std::tuple(
      field("id", &T::id), field("title", &T::title), field("points", &T::points),
      field("prompt_sha256", &T::prompt_sha256), field("tests_sha256", &T::tests_sha256),
      field("language", &T::language, Absent::keeps_default), field("files", &T::files, Absent::keeps_default),
      field("entry_points", &T::entry_points, Absent::keeps_default), list_if_any("test_points", &T::test_points));
};

// Only some kinds have any.
inline constexpr auto kSettings = make_field<std::string>(
    "settings",
    [](Json& to, const core::SuiteFacts& suite) {
      if (!suite.settings_json.empty()) to["settings"] = Json::parse(suite.settings_json);
    },
    json_text("settings", &core::SuiteFacts::settings_json).read);

template <>
struct Fields<core::ServiceLevel> {
  using T = core::ServiceLevel;
  static constexpr auto all = std::tuple(field("ttft_ms", &T::ttft_ms), field("tokens_per_s", &T::tokens_per_s),
                                         field("percent", &T::percent, Absent::keeps_default));
};

template <>
struct Fields<core::LoadSearch> {
  using T = core::LoadSearch;
  static constexpr auto all = std::tuple(field("mode", &T::mode), field("most", &T::most), field("queue", &T::queue),
                                         field("episodes", &T::episodes));
};

template <>
struct Fields<core::SuiteFacts> {
  using T = core::SuiteFacts;
  static constexpr auto all =
      std::tuple(field("id", &T::id), field("version", &T::version), field("kind", &T::kind), field("title", &T::title),
                 field("path", &T::path), field("prompts_sha256", &T::prompts_sha256),
                 field("tests_sha256", &T::tests_sha256), field_if_set("iterations", &T::iterations),
                 field_if_set("rounds", &T::rounds), field("items", &T::items), text_if_any("baseline", &T::baseline),
                 field_if_set("service_level", &T::service), field_if_set("search", &T::search), kSettings);
};

// The only suite of a run that older code wrote: its fields stand among the run's.
struct OldSuite;
template <>
struct Fields<OldSuite> {
  using T = core::SuiteFacts;
  static constexpr auto all =
      std::tuple(field("suite", &T::id), field("suite_version", &T::version), field("suite_title", &T::title),
                 field("suite_path", &T::path), field("prompts_sha256", &T::prompts_sha256),
                 field("tests_sha256", &T::tests_sha256), field("tasks", &T::items));
};

inline constexpr auto kSuites = make_field<std::vector<core::SuiteFacts>>(
    "suites",
    [](Json& to, const core::Manifest& manifest) {
      if (manifest.schema > 1) {
        to["suites"] = manifest.suites;
      } else {
        write_fields<Fields<OldSuite>>(to, manifest.suites.front());
      }
    },
    [](const Json& from, core::Manifest& manifest) {
      if (manifest.schema > 1) {
        from.at("suites").get_to(manifest.suites);
      } else {
        read_fields<Fields<OldSuite>>(from, manifest.suites.emplace_back());
      }
    });

template <>
struct Fields<core::ImatrixOrigin> {
  using T = core::ImatrixOrigin;
  static constexpr auto all = std::tuple(
      field("sha256", &T::sha256), text_if_any("text", &T::text), text_if_any("text_sha256", &T::text_sha256),
      field_if_set("chunks", &T::chunks), field_if_set("ctx", &T::ctx), text_if_any("version", &T::version));
};

template <>
struct Fields<core::Making> {
  using T = core::Making;
  static constexpr auto all = std::tuple(field("commands", &T::commands), field_if_set("imatrix", &T::imatrix));
};

template <>
struct Fields<core::ModelFacts> {
  using T = core::ModelFacts;
  static constexpr auto all =
      std::tuple(field("model", &T::model), field("requests", &T::requests), field("gguf", &T::gguf),
                 field("gguf_sha256", &T::gguf_sha256), field("chat_template_sha256", &T::chat_template_sha256),
                 field_if_set("draft_gguf", &T::draft_gguf), text_if_any("draft_sha256", &T::draft_sha256),
                 field("serve_command", &T::serve_command), field_if_set("making", &T::making));
};

template <>
struct Fields<core::ImportedFrom> {
  using T = core::ImportedFrom;
  static constexpr auto all =
      std::tuple(field("source", &T::source), field("sha256", &T::sha256), field("levels", &T::levels),
                 field("contradictions", &T::contradictions), field("full_score", &T::full_score),
                 field("iteration_labels", &T::iteration_labels, Absent::keeps_default));
};

// Files of their own, unless older code began the run.
inline constexpr auto kSessions = make_field<core::Session>(
    "sessions",
    [](Json& to, const core::Manifest& manifest) {
      if (manifest.schema == 1) to["sessions"] = manifest.sessions;
    },
    [](const Json& from, core::Manifest& manifest) {
      if (manifest.schema == 1) from.at("sessions").get_to(manifest.sessions);
    });

// Only what is compared with a model outside the run has any.
inline constexpr auto kReferences = make_field<std::vector<core::ModelFacts>>(
    "references",
    [](Json& to, const core::Manifest& manifest) {
      if (!manifest.references.empty()) to["references"] = manifest.references;
    },
    field("references", &core::Manifest::references, Absent::keeps_default).read);

template <>
struct Fields<core::Manifest> {
  using T = core::Manifest;
  static constexpr auto all = std::tuple(
      field("schema", &T::schema), field("run_id", &T::run_id), field("experiment", &T::experiment),
      field("created_at", &T::created_at), field("quantladder", &T::quantladder), kSuites,
      field("iterations", &T::iterations), field("rounds", &T::rounds), field("seed", &T::seed),
      field("baseline", &T::baseline), map_if_any("limits", &T::limits),
      field("config_folder", &T::config_folder, Absent::keeps_default), json_text("measuring", &T::measuring_json),
      field("models", &T::models), kReferences, kSessions, field("meter", &T::meter),
      field("sandbox_tier", &T::sandbox_tier), field("sandbox_detail", &T::sandbox_detail), field("python", &T::python),
      field("python_version", &T::python_version, Absent::keeps_default), map_if_any("runtimes", &T::runtimes),
      field("judging", &T::judging), field_if_set("imported", &T::imported));
};

}  // namespace quantladder::store
