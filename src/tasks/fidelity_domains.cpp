#include "tasks/fidelity_domains.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "tasks/task_files.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;

int number_of_tokens(sys::CheckedObject& object, const char* key, int fallback, int low, int high) {
  const auto value = object.optional_integer(key).value_or(fallback);
  if (value < low || value > high) object.fail(key, fmt::format("must be between {} and {}", low, high));
  return static_cast<int>(value);
}

std::vector<core::Message> read_conversation(const nlohmann::json& list, const std::string& file,
                                             const std::string& place) {
  std::vector<core::Message> messages;
  if (!list.is_array() || list.empty())
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}: {}: expected a list of messages, not empty", file, place));
  for (std::size_t i = 0; i < list.size(); ++i) {
    sys::CheckedObject object(list[i], file, fmt::format("{}/{}", place, i));
    const auto role = object.optional_id<core::Role>("role");
    if (!role) object.fail("role", "is missing");
    messages.push_back({*role, object.string("content")});
    object.finish();
  }
  return messages;
}

void read_conversations(Domain& domain) {
  const std::string file = domain.file.string();
  const nlohmann::json json = sys::read_json_file(domain.file);
  if (!json.is_array() || json.empty())
    throw core::Error(core::ErrorKind::usage, file + ": expected a list of conversations, not empty");
  for (std::size_t i = 0; i < json.size(); ++i)
    domain.conversations.push_back(read_conversation(json[i], file, fmt::format("/{}", i)));
}

Domain read_domain(sys::CheckedObject& object, const fs::path& folder) {
  Domain domain;
  domain.id = object.string("id");
  const auto fits = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
  if (domain.id.empty() || !std::all_of(domain.id.begin(), domain.id.end(), fits))
    object.fail("id", "expected letters, digits, '-' and '_' only");
  domain.title = object.string("title");
  domain.language = object.string("language");
  domain.licence = object.string("licence");
  domain.source = object.string("source");
  const char* key = object.has("messages") ? "messages" : "file";
  if (object.has("messages") && object.has("file"))
    object.fail("messages", "a domain has a file or messages, not both");
  const std::string file = object.string(key);
  if (!is_safe_path(file)) object.fail(key, fmt::format("\"{}\" must be a relative path without '..'", file));
  domain.file = folder / file;
  if (!fs::is_regular_file(domain.file)) object.fail(key, "there is no file " + domain.file.string());
  domain.sha256 = sys::sha256_file(domain.file);
  const std::string expected = object.string("sha256");
  if (expected != domain.sha256)
    object.fail("sha256", fmt::format("{} has {}: the text was changed", domain.file.string(), domain.sha256));
  object.finish();
  if (key == std::string_view("messages")) read_conversations(domain);
  return domain;
}

}  // namespace

std::string FidelitySuite::hash() const {
  std::string all;
  for (const Domain& domain : domains) all += fmt::format("{} {}\n", domain.id, domain.sha256);
  return sys::sha256_hex(all);
}

const Domain* FidelitySuite::find(const std::string& id) const {
  const auto found = std::find_if(domains.begin(), domains.end(), [&](const Domain& each) { return each.id == id; });
  return found == domains.end() ? nullptr : &*found;
}

void read_domains(sys::CheckedObject& object, Suite& suite) {
  FidelitySuite& fidelity = suite.fidelity;
  fidelity.ctx = number_of_tokens(object, "ctx", fidelity.ctx, kLeastFidelityContext, kMostFidelityContext);
  fidelity.chunks = number_of_tokens(object, "chunks", fidelity.chunks, 1, kMostFidelityChunks);
  for (sys::CheckedObject& entry : object.objects("domains")) {
    Domain domain = read_domain(entry, suite.folder);
    if (fidelity.find(domain.id) != nullptr) entry.fail("id", fmt::format("'{}' is given twice", domain.id));
    fidelity.domains.push_back(std::move(domain));
  }
  if (fidelity.domains.empty()) object.fail("domains", "names no domain");
  suite.prompts_sha256 = fidelity.hash();
}

}  // namespace quantladder::tasks
