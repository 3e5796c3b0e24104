#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "cli/terminal.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/difference.h"
#include "quantladder/report/document.h"
#include "quantladder/report/render.h"
#include "quantladder/store/gguf_json.h"

namespace quantladder::cli {
namespace {

// A file as it was looked at.
struct Inspected {
  std::string name;
  gguf::ModelFile model;
  std::optional<gguf::DeepLook> deep;
  core::GgufFacts facts;
};

gguf::DeepLook look_deep(const std::string& name, const gguf::ModelFile& model) {
  int percent = -1;
  LiveLine reading;
  return gguf::look_deep(model, [&](std::uint64_t done, std::uint64_t total) {
    const int now = static_cast<int>(100 * done / std::max<std::uint64_t>(total, 1));
    if (std::exchange(percent, now) != now) reading.show(fmt::format("reading {}: {} %", name, now));
  });
}

Inspected inspect(const std::string& file, bool deep) {
  Inspected inspected{.name = file.substr(file.find_last_of('/') + 1), .model = gguf::read_model_file(file)};
  inspected.facts = gguf::facts_of(inspected.model);
  if (!deep) return inspected;
  inspected.deep = look_deep(inspected.name, inspected.model);
  auto& findings = inspected.facts.anatomy->findings;
  findings.insert(findings.begin(), inspected.deep->findings.begin(), inspected.deep->findings.end());
  return inspected;
}

bool is_odd(const std::vector<core::Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const auto& finding) { return finding.severity != core::Severity::note; });
}

int to_exit_code(bool odd) { return odd ? kWorse : kDone; }

void print(const report::Document& document) {
  fmt::print("{}", report::to_terminal(document, terminal_width(), colour()));
}

}  // namespace

int inspect_command(const InspectOptions& options) {
  const Inspected a = inspect(options.file, options.deep);
  const bool json = options.output == Output::json;
  if (options.other.empty()) {
    if (json)
      fmt::print("{}", store::to_json(a.facts));
    else
      print(report::make_document(a.name, a.facts));
    return to_exit_code(is_odd(a.facts.anatomy->findings));
  }
  const Inspected b = inspect(options.other, options.deep);
  const core::FileDifference difference =
      gguf::compare(a.model, b.model, a.deep ? &*a.deep : nullptr, b.deep ? &*b.deep : nullptr);
  if (json)
    fmt::print("{}", store::to_json(a.facts, b.facts, difference));
  else
    print(report::make_document(a.name, a.facts, b.name, b.facts, difference));
  return to_exit_code(is_odd(a.facts.anatomy->findings) || is_odd(b.facts.anatomy->findings) ||
                      is_odd(difference.findings));
}

}  // namespace quantladder::cli
