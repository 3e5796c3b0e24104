// A command line for a program of llama.cpp of any age.
#pragma once

#include <string>
#include <vector>

#include "llama/help_flags.h"

namespace quantladder::llama {

// Flags that came with some build are left out for programs that do not list them: older ones run without them.
class ArgumentList {
 public:
  explicit ArgumentList(const Flags* flags) : flags_(flags) {}  // nullptr: all are known

  void add(const std::string& flag) { list_.push_back(flag); }
  void add(const std::string& flag, const std::string& value) { list_.insert(list_.end(), {flag, value}); }
  bool known(const std::string& flag) const { return flags_ == nullptr || flags_->count(flag) != 0; }
  const std::string* value_of(const std::string& flag) const;  // as the help writes it; nullptr: not known
  void add_if_known(const std::string& flag) {
    if (known(flag)) add(flag);
  }
  void add_if_known(const std::string& flag, const std::string& value) {
    if (known(flag)) add(flag, value);
  }
  // Adds "FLAG WORD", with the word by which the program's help calls on or off; FLAG alone, or `no_flag` where that is
  // known, for a program whose flag takes no value.
  void add_switch(const std::string& flag, const std::string& no_flag, bool on);
  void add_all(const std::vector<std::string>& more) { list_.insert(list_.end(), more.begin(), more.end()); }
  std::vector<std::string> take() { return std::move(list_); }

 private:
  const Flags* flags_;
  std::vector<std::string> list_;
};

// Returns the name that `argument` gives. llama-server reads --ctx_size as --ctx-size; a value behind '=' it refuses,
// but another build may not.
std::string option_name(const std::string& argument);

// Returns whether `value`, as a help writes it ("<on|off|auto>"), names `word`.
bool names_word(const std::string& value, const std::string& word);

}  // namespace quantladder::llama
