#include "llama/argument_list.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace quantladder::llama {
namespace {

// The pairs of words with which programs switch something on and off; the first is llama-server's own.
struct Switch {
  const char* on;
  const char* off;
};
constexpr std::array<Switch, 4> kSwitches{{{"on", "off"}, {"true", "false"}, {"enabled", "disabled"}, {"1", "0"}}};

}  // namespace

std::string option_name(const std::string& argument) {
  std::string name = argument.substr(0, argument.find('='));
  if (name.starts_with("--")) std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool names_word(const std::string& value, const std::string& word) {
  for (std::size_t at = value.find(word); at != std::string::npos; at = value.find(word, at + 1)) {
    const auto is_part = [&](std::size_t i) {
      return i < value.size() && std::isalnum(static_cast<unsigned char>(value[i])) != 0;
    };
    if ((at == 0 || !is_part(at - 1)) && !is_part(at + word.size())) return true;
  }
  return false;
}

const std::string* ArgumentList::value_of(const std::string& flag) const {
  if (flags_ == nullptr) return nullptr;
  const auto found = flags_->find(flag);
  return found == flags_->end() ? nullptr : &found->second;
}

// "-fa [on|off|auto]" takes a word; older builds only know "-fa", and some of those "-no-fa" where it is on by default.
void ArgumentList::add_switch(const std::string& flag, const std::string& no_flag, bool on) {
  const std::string* value = value_of(flag);
  if (value != nullptr && value->empty()) {
    if (on) add(flag);
    if (!on) add_if_known(no_flag);
    return;
  }
  const auto* words = std::find_if(kSwitches.begin(), kSwitches.end(),
                                   [&](const Switch& each) { return value != nullptr && names_word(*value, each.on); });
  if (words == kSwitches.end()) words = kSwitches.begin();
  add(flag, on ? words->on : words->off);
}

}  // namespace quantladder::llama
