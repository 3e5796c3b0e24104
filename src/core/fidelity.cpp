#include "quantladder/core/fidelity.h"

#include <algorithm>
#include <cmath>

namespace quantladder::core {

int Fidelity::positions() const {
  int sum = 0;
  for (const FidelityChunk& chunk : per_chunk) sum += chunk.positions;
  return sum;
}

int Fidelity::clipped() const {
  int sum = 0;
  for (const FidelityChunk& chunk : per_chunk) sum += chunk.clipped;
  return sum;
}

double Fidelity::delta_p() const {
  double sum = 0;
  for (const FidelityChunk& chunk : per_chunk) sum += chunk.delta_p * chunk.positions;
  return sum / std::max(1, positions());
}

double Fidelity::delta_p_rms() const {
  double squares = 0;
  for (const FidelityChunk& chunk : per_chunk) squares += chunk.delta_p_rms * chunk.delta_p_rms * chunk.positions;
  return std::sqrt(squares / std::max(1, positions()));
}

}  // namespace quantladder::core
