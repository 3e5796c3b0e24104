#include "llama/bench_output.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "llama/foreign_json.h"
#include "quantladder/core/printable.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestObject = 1 << 20;

// These differ from test to test; the rest is the setup.
constexpr std::array<const char*, 10> kOfTheTest{"n_prompt",  "n_gen",  "n_depth",   "test_time",  "avg_ns",
                                                 "stddev_ns", "avg_ts", "stddev_ts", "samples_ns", "samples_ts"};

// nullopt: no count of tokens. Absent ones are 0: older builds have no depth.
std::optional<int> count_field(const Json& object, const char* key) {
  const Json* value = find_field(object, key);
  if (value == nullptr) return 0;
  if (!value->is_number_integer()) return std::nullopt;
  const auto number = value->get<double>();
  if (number < 0 || number > 1 << 30) return std::nullopt;
  return static_cast<int>(number);
}

std::vector<double> samples_of(const Json& object) {
  std::vector<double> samples;
  const Json* list = find_field(object, "samples_ns");
  for (std::size_t i = 0; list != nullptr && list->is_array() && i < list->size(); ++i) {
    const Json& each = (*list)[i];
    const double ns = each.is_number() ? each.get<double>() : 0;
    if (std::isfinite(ns) && ns > 0) samples.push_back(ns);
  }
  return samples;
}

std::string build_of(const Json& object) {
  const std::string commit = core::make_one_line(string_field(object, "build_commit"));
  const Json* number = find_field(object, "build_number");
  return number != nullptr && number->is_number_integer() ? fmt::format("{} ({})", commit, number->dump()) : commit;
}

}  // namespace

void BenchOutput::read(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    line_ += text.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (end == std::string_view::npos && line_.size() + object_.size() <= kLongestObject) return;
    end_line();
    begin = end == std::string_view::npos ? text.size() : end + 1;
  }
}

void BenchOutput::finish() {
  end_line();
  set_aside(std::exchange(object_, {}));
}

void BenchOutput::end_line() {
  const std::string line = std::exchange(line_, {});
  const std::size_t begin = line.find_first_not_of(" \t\r[,");
  const bool opens = begin != std::string::npos && line[begin] == '{';
  if (opens) set_aside(std::exchange(object_, {}));  // a list's objects hold no others
  if (!opens && object_.empty()) return set_aside(line);
  object_ += opens ? line.substr(begin) : "\n" + line;
  const std::size_t last = object_.find_last_not_of(" \t\r,");
  if (object_[last] == '}' && Json::accept(object_.begin(), object_.begin() + static_cast<std::ptrdiff_t>(last) + 1)) {
    object_.resize(last + 1);
    take_(std::exchange(object_, {}));
  } else if (object_.size() > kLongestObject) {
    set_aside(std::exchange(object_, {}));
  }
}

void BenchOutput::set_aside(std::string_view text) {
  if (stray_.empty() && text.find_first_not_of(" \t\r\n[],") != std::string_view::npos)
    stray_ = core::make_one_line(text);
}

std::optional<BenchLine> parse_bench_line(const std::string& object) {
  Json json = parse_foreign(object);
  if (!json.is_object() || find_field(json, "samples_ns") == nullptr) return std::nullopt;
  const auto prompt = count_field(json, "n_prompt");
  const auto generated = count_field(json, "n_gen");
  const auto depth = count_field(json, "n_depth");
  if (!prompt || !generated || !depth) return std::nullopt;
  BenchLine line;
  line.samples_ns = samples_of(json);
  line.test = {*prompt, *generated, *depth, static_cast<int>(line.samples_ns.size())};
  line.build = build_of(json);
  line.backends = core::make_one_line(string_field(json, "backends"));
  line.gpu = core::make_one_line(string_field(json, "gpu_info"));
  for (const char* key : kOfTheTest) json.erase(key);
  line.setup_json = dumped(json);
  return line;
}

}  // namespace quantladder::llama
