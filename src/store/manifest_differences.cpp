// Compares two manifests: tells whether they could be of one run, and what two runs share.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "quantladder/store/manifest.h"
#include "quantladder/sys/files.h"
#include "store/model_fields.h"

namespace quantladder::store {
namespace {

// Returns what decides a model's numbers. Labels and paths do not: the file is known by its hash, the template
// likewise.
Json deciding(const core::ModelFacts& entry) {
  Json server = Json(entry.model).at("server");
  for (const char* key : {"binary", "program_options", "tools", "start_timeout_s", "chat_template_file"})
    server.erase(key);
  if (server.contains("draft")) server["draft"].erase("file");
  Json json{{"server", server}, {"chat_template_sha256", entry.chat_template_sha256}};
  json["in_flight"] = entry.model.most_in_flight();
  if (!entry.draft_sha256.empty()) json["draft_sha256"] = entry.draft_sha256;
  if (!entry.gguf_sha256.empty()) {
    json["gguf_sha256"] = entry.gguf_sha256;
  } else {
    json["hf"] = entry.model.hf;
    json["endpoint"] = entry.model.endpoint;
    json["served_model"] = entry.model.served_model;
  }
  return json;
}

// A prompt that lacked the version of a missing runtime was not sent and has no hash: there is nothing to compare.
void take_over_unsent(const core::SuiteFacts& from, core::SuiteFacts& to) {
  for (core::ItemFacts& item : to.items) {
    for (const core::ItemFacts& other : from.items) {
      if (item.id == other.id && item.prompt_sha256.empty()) item.prompt_sha256 = other.prompt_sha256;
    }
  }
}

Json asked_of(const core::SuiteFacts& suite) {
  if (core::row_of(suite.kind).grows) return suite.prompts_sha256;
  Json items = Json::object();
  for (const core::ItemFacts& item : suite.items) {
    items[item.id] = {{"prompt_sha256", item.prompt_sha256}, {"points", item.points}};
  }
  return items;
}

// Returns what decides the figures of a suite beside its items.
Json set_of(const core::SuiteFacts& suite) {
  return {{"baseline", suite.baseline}, {"settings", parsed_or_null(suite.settings_json)}};
}

// The first suite names the run: further ones extend it.
Json deciding(const core::Manifest& manifest) {
  const core::SuiteFacts& first = manifest.suites.front();
  return {{"suite", first.id}, {"seed", manifest.seed}, {"tasks", asked_of(first)}};
}

// Returns what makes files of a reply, which decides its outcome too, but is no part of the run's name.
Json answer_shape(const core::ItemFacts& task) {
  return {{"language", task.language}, {"files", task.files}, {"entry_points", task.entry_points}};
}

// Prompts name the first two parts of a version.
std::string as_prompts_name(const std::string& version) {
  return version.substr(0, version.find('.', version.find('.') + 1));
}

core::RuntimeVersions versions_of(const core::Manifest& manifest) {
  core::RuntimeVersions versions = manifest.runtimes;
  if (!manifest.python_version.empty()) versions["python"] = manifest.python_version;
  return versions;
}

bool has_other_prompts(const core::Manifest& before, const core::Manifest& now) {
  for (const core::SuiteFacts& suite : now.suites) {
    const core::SuiteFacts* old = before.find_suite(suite.id);
    for (std::size_t i = 0; old != nullptr && i < suite.items.size(); ++i) {
      for (const core::ItemFacts& item : old->items) {
        if (item.id == suite.items[i].id && item.prompt_sha256 != suite.items[i].prompt_sha256) return true;
      }
    }
  }
  return false;
}

// Hashes of prompts do not tell that a runtime was updated since.
void add_version_differences(const core::Manifest& before, const core::Manifest& now, std::vector<std::string>& lines) {
  if (!has_other_prompts(before, now)) return;
  const core::RuntimeVersions old = versions_of(before);
  for (const auto& [name, version] : versions_of(now)) {
    const auto other = old.find(name);
    if (other == old.end() || as_prompts_name(other->second) == as_prompts_name(version)) continue;
    lines.push_back(fmt::format("{0} was {1} and is {2}, and prompts may name it: go on with {0} {3} on PATH", name,
                                other->second, version, as_prompts_name(other->second)));
  }
}

void add_differences(const Json& before, const Json& now, const std::string& prefix, std::vector<std::string>& lines) {
  const Json left = before.flatten();
  const Json right = now.flatten();
  for (const auto& [key, value] : left.items()) {
    const auto other = right.find(key);
    if (other == right.end()) {
      lines.push_back(fmt::format("{}{}: {} -> (absent)", prefix, key, value.dump()));
    } else if (*other != value) {
      lines.push_back(fmt::format("{}{}: {} -> {}", prefix, key, value.dump(), other->dump()));
    }
  }
  for (const auto& [key, value] : right.items()) {
    if (!left.contains(key)) lines.push_back(fmt::format("{}{}: (absent) -> {}", prefix, key, value.dump()));
  }
}

// `is_first`: what is asked was compared with the run's own keys.
void add_suite_differences(const core::SuiteFacts& before, const core::SuiteFacts& now, bool is_first,
                           std::vector<std::string>& lines) {
  const std::string prefix = "/suites/" + now.id;
  if (!is_first) add_differences(asked_of(before), asked_of(now), prefix, lines);
  add_differences(set_of(before), set_of(now), prefix, lines);
  for (const core::ItemFacts& item : now.items) {
    for (const core::ItemFacts& old : before.items) {
      if (old.id != item.id || old.language.empty() || item.language.empty()) continue;
      add_differences(answer_shape(old), answer_shape(item), is_first ? "/tasks/" + item.id : prefix + "/" + item.id,
                      lines);
    }
  }
}

// A key that changed for every task is one change: the user wrote it once.
void add_request_differences(const core::ModelFacts& before, const core::ModelFacts& now, const std::string& prefix,
                             std::vector<std::string>& lines) {
  if (before.requests.empty() || now.requests.empty()) return;  // a side that has not read the file
  std::vector<std::string> changes;                             // each once, in the order found
  std::map<std::string, std::vector<std::string>> tasks;        // change -> where
  for (const auto& [task, settings] : now.requests) {
    const auto old = before.requests.find(task);
    if (old == before.requests.end()) continue;  // a task that came to the suite is a difference of the suite
    std::vector<std::string> found;
    add_differences(Json(old->second), Json(settings), "", found);
    for (const std::string& change : found) {
      if (tasks[change].empty()) changes.push_back(change);
      tasks[change].push_back(task);
    }
  }
  for (const std::string& change : changes) {
    const bool all = tasks[change].size() == now.requests.size();
    lines.push_back(fmt::format("{}/requests{} ({})", prefix, change,
                                all ? "all tasks" : fmt::format("{}", fmt::join(tasks[change], ", "))));
  }
}

// The length of a probe decides its rate; older runs did not keep it.
void add_probe_differences(const core::Manifest& before, const core::Manifest& now, std::vector<std::string>& lines) {
  if (before.measuring_json.empty() || now.measuring_json.empty()) return;
  const auto tokens = [](const core::Manifest& manifest) {
    return Json{{"tokens", Json::parse(manifest.measuring_json).at("probe").at("tokens")}};
  };
  add_differences(tokens(before), tokens(now), "/probe", lines);
}

// Either side may not have read the file (plan does not, and it may have been away): then its size has to do.
void add_model_differences(const core::ModelFacts& before, const core::ModelFacts& now, const std::string& list,
                           std::vector<std::string>& lines) {
  const std::string prefix = list + now.model.id;
  const auto unread = [](const core::ModelFacts& entry) {
    return entry.gguf_sha256.empty() && !entry.model.file.empty();
  };
  add_request_differences(before, now, prefix, lines);
  if (!unread(before) && !unread(now)) {
    add_differences(deciding(before), deciding(now), prefix, lines);
    return;
  }
  core::ModelFacts old = before;
  core::ModelFacts fresh = now;
  const bool same_source = before.model.file.empty() == now.model.file.empty();
  if (same_source) old.gguf_sha256 = fresh.gguf_sha256 = "not compared";
  if (!before.gguf || !now.gguf) old.chat_template_sha256 = fresh.chat_template_sha256 = "";
  add_differences(deciding(old), deciding(fresh), prefix, lines);
  if (same_source && before.gguf && now.gguf && before.gguf->file_bytes != now.gguf->file_bytes) {
    lines.push_back(fmt::format("{}/gguf/file_bytes: {} -> {}", prefix, before.gguf->file_bytes, now.gguf->file_bytes));
  }
}

}  // namespace

std::vector<std::string> differences(const core::Manifest& kept, const core::Manifest& fresh) {
  std::vector<std::string> lines;
  core::Manifest before = kept;
  core::Manifest now = fresh;
  keep_known_prompts(before, now);
  keep_known_prompts(now, before);
  add_version_differences(before, now, lines);
  add_differences(deciding(before), deciding(now), "", lines);
  add_probe_differences(before, now, lines);
  for (const core::SuiteFacts& suite : now.suites) {
    const core::SuiteFacts* old = before.find_suite(suite.id);
    if (old != nullptr) add_suite_differences(*old, suite, suite.id == now.suites.front().id, lines);
  }
  for (const auto& entry : now.models) {
    if (const auto* old = before.find(entry.model.id)) add_model_differences(*old, entry, "/models/", lines);
  }
  for (const auto& entry : now.references) {
    if (const auto* old = before.find_reference(entry.model.id))
      add_model_differences(*old, entry, "/references/", lines);
  }
  return lines;
}

void keep_known_prompts(const core::Manifest& from, core::Manifest& to) {
  for (core::SuiteFacts& suite : to.suites) {
    const core::SuiteFacts* other = from.find_suite(suite.id);
    if (other != nullptr && suite.kind == core::SuiteKind::code) take_over_unsent(*other, suite);
  }
}

std::string shared_hash(const core::Manifest& manifest) {
  return sys::sha256_hex(deciding(manifest).dump()).substr(0, 8);
}

}  // namespace quantladder::store
