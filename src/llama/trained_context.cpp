#include "quantladder/llama/trained_context.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "llama/argument_list.h"
#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

// Options that stretch a context beyond the trained one, and the value with which they don't ("": there is none).
struct Stretch {
  std::string_view name;  // with a '*' at its end: every option that begins so
  std::string_view neutral;
};
constexpr std::array<Stretch, 9> kStretches{{
    {"--rope-scaling", "none"},
    {"--rope-scale", "1"},
    {"--rope-freq-scale", "1"},
    {"--rope-freq-base", "0"},
    {"--yarn-*", ""},
    {"-gan", "1"},
    {"--grp-attn-n", "1"},
    {"-gaw", ""},
    {"--grp-attn-w", ""},
}};

std::string value_at(const std::vector<std::string>& arguments, std::size_t at) {
  const std::size_t equals = arguments[at].find('=');
  if (equals != std::string::npos) return arguments[at].substr(equals + 1);
  return at + 1 < arguments.size() ? arguments[at + 1] : "";
}

// "1.0" as "1".
bool same_value(const std::string& value, std::string_view neutral) {
  const std::size_t point = value.find('.');
  const bool whole = point != std::string::npos && value.find_first_not_of('0', point + 1) == std::string::npos;
  return (whole ? value.substr(0, point) : value) == neutral;
}

bool stretches(const std::vector<std::string>& arguments, std::size_t at) {
  const std::string name = option_name(arguments[at]);
  const auto found = std::find_if(kStretches.begin(), kStretches.end(),
                                  [&](const Stretch& stretch) { return core::fits_pattern(name, stretch.name); });
  return found != kStretches.end() && (found->neutral.empty() || !same_value(value_at(arguments, at), found->neutral));
}

// "llama.context_length=int:32768", perhaps among others with commas between them.
std::optional<std::uint64_t> overridden(const std::string& value, const std::string& key) {
  const std::string start = key + "=int:";
  const std::size_t at = ("," + value).rfind("," + start);
  if (at == std::string::npos) return std::nullopt;
  const char* begin = value.data() + at + start.size();
  std::uint64_t tokens = 0;
  const auto [end, error] = std::from_chars(begin, value.data() + value.size(), tokens);
  return error == std::errc() && end != begin ? std::optional(tokens) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> find_trained_context(const core::GgufFacts& facts,
                                                  const std::vector<std::string>& extra_args) {
  std::uint64_t tokens = facts.context_length;
  for (std::size_t i = 0; i < extra_args.size(); ++i) {
    if (stretches(extra_args, i)) return std::nullopt;
    if (option_name(extra_args[i]) != "--override-kv") continue;
    tokens = overridden(value_at(extra_args, i), facts.architecture + ".context_length").value_or(tokens);
  }
  return tokens == 0 ? std::nullopt : std::optional(tokens);
}

}  // namespace quantladder::llama
