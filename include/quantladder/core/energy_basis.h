// What the energy of a model is summed over.
#pragma once

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class EnergyBasis {
  cells,
  starts,  // the whole life of those that came up: cells in flight together share their energy
};
template <>
inline constexpr std::array<NamedValue<EnergyBasis>, 2> kIds<EnergyBasis>{
    {{EnergyBasis::cells, "cells"}, {EnergyBasis::starts, "server starts"}}};

}  // namespace quantladder::core
