#include "quantladder/core/manifest.h"

#include <algorithm>

namespace quantladder::core {

std::string SuiteFacts::qualified_id() const { return version.empty() ? id : id + "@" + version; }

double SuiteFacts::points() const {
  double sum = 0;
  for (const ItemFacts& item : items) sum += item.points;
  return sum;
}

const std::string& ModelFacts::used_template_sha256() const {
  static const std::string unknown;
  if (!chat_template_sha256.empty()) return chat_template_sha256;
  return gguf ? gguf->chat_template_sha256 : unknown;
}

const ModelFacts* Manifest::find(const std::string& id) const {
  const auto found =
      std::find_if(models.begin(), models.end(), [&](const auto& entry) { return entry.model.id == id; });
  return found == models.end() ? nullptr : &*found;
}

int Manifest::planned_cells() const { return static_cast<int>(models.size() * suite.items.size()) * iterations; }

const HostFacts& Manifest::host() const {
  static const HostFacts unknown;
  return sessions.empty() ? unknown : sessions.back().host;
}

int round_of(int iteration, int iterations, int rounds) {
  const int blocks = std::clamp(rounds, 1, std::max(iterations, 1));
  return static_cast<int>(static_cast<long long>(iteration - 1) * blocks / iterations) + 1;
}

}  // namespace quantladder::core
