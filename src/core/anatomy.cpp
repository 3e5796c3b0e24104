#include "quantladder/core/anatomy.h"

#include <algorithm>

namespace quantladder::core {

void WeightShare::add(const WeightShare& other) {
  weights += other.weights;
  bytes += other.bytes;
  for (const auto& [type, count] : other.types) types[type] += count;
}

std::string WeightShare::main_type() const {
  const auto most =
      std::max_element(types.begin(), types.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == types.end() ? "" : most->first;
}

namespace {

WeightShare of_group(const Anatomy& anatomy, RoleGroup group) {
  WeightShare whole;
  for (const RoleShare& each : anatomy.roles) {
    if (row_of(each.role).group == group) whole.add(each.share);
  }
  return whole;
}

// Embedding and output are left out: they often hold most weights of a small model, and llama.cpp keeps them apart.
std::string body_type(const Anatomy& anatomy) {
  WeightShare body;
  for (const RoleShare& each : anatomy.roles) {
    if (row_of(each.role).group != RoleGroup::embedding && each.role != TensorRole::output) body.add(each.share);
  }
  return body.weights > 0 ? body.main_type() : anatomy.all.main_type();
}

}  // namespace

std::string Anatomy::in_words() const {
  const std::string main = body_type(*this);
  std::string words = main;
  for (const auto& row : kIds<RoleGroup>) {
    const std::string type = of_group(*this, row.value).main_type();
    if (row.value == RoleGroup::rest || type.empty() || type == main) continue;
    const bool both = row.value == RoleGroup::embedding && tied_output;
    words += ", " + std::string(both ? "embedding and output" : row.id) + " " + type;
  }
  if (imatrix) words += ", imatrix";
  return words;
}

}  // namespace quantladder::core
