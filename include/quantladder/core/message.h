// A model is asked messages: a request holds a list of them.
#pragma once

#include <string>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class Role { system, user, assistant };
template <>
inline constexpr std::array<NamedValue<Role>, 3> kIds<Role>{
    {{Role::system, "system"}, {Role::user, "user"}, {Role::assistant, "assistant"}}};

struct Message {
  Role role = Role::user;
  std::string content;
};

}  // namespace quantladder::core
