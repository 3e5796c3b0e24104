// A closed set is an enum with one table of the ids by which files and reports name its values.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace quantladder::core {

template <class Enum>
struct NamedValue {
  Enum value;
  std::string_view id;
};

// The table of a closed set. Each enum specialises it, next to its own declaration; rows may hold more than an id.
template <class Enum>
inline constexpr std::array<NamedValue<Enum>, 0> kIds{};

template <class Enum>
concept ClosedSet = !kIds<Enum>.empty();

// Returns the row of `value`, which every value of a closed set has.
template <ClosedSet Enum>
constexpr const auto& row_of(Enum value) {
  const auto& rows = kIds<Enum>;
  std::size_t at = 0;
  while (at + 1 < rows.size() && rows[at].value != value) ++at;
  return rows[at];
}

// Returns the id of `value`.
template <ClosedSet Enum>
constexpr std::string_view to_id(Enum value) {
  return row_of(value).id;
}

// Returns the id of `value`; empty for nullopt.
template <ClosedSet Enum>
constexpr std::string_view to_id(const std::optional<Enum>& value) {
  return value ? to_id(*value) : std::string_view{};
}

// Returns the value with this id; nullopt where there is none.
template <ClosedSet Enum>
constexpr std::optional<Enum> parse_id(std::string_view id) {
  for (const auto& row : kIds<Enum>) {
    if (row.id == id) return row.value;
  }
  return std::nullopt;
}

}  // namespace quantladder::core
