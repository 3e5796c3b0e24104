// Whatever a program writes for log-probabilities: it is read the same in any pieces, and every figure of a whole row
// is a number.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "quantladder/fidelity/divergence.h"
#include "quantladder/fidelity/log_probs.h"

#include "promise.h"

namespace {

using namespace quantladder::fidelity;

struct Seen {
  std::vector<double> nll;
  std::string problem;
  bool complete = false;
};

Seen read_in_pieces(std::string_view bytes, std::size_t piece) {
  Seen seen;
  std::vector<Position> positions;
  LogProbReader reader([](const StreamHead&) { return std::string(); },
                       [&](int chunk, int row, const Row& values) {
                         const auto token = reader.head().scored_token(chunk, row);
                         positions.push_back(compare(values, values, token));
                         require(positions.back().kld == 0, "a row is no distance from itself");
                         seen.nll.push_back(positions.back().nll);
                         if (values.codes.size() <= kTop) return;
                         const CompactRow compact = make_compact(values, token, positions.size());
                         require(compare(compact, values, token).same_top, "a compact row keeps the likeliest token");
                       });
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.read(bytes.substr(at, piece));
  seen.problem = reader.problem();
  seen.complete = reader.is_complete();
  if (seen.complete) {
    const auto figures = summarise(positions, reader.head().rows_per_chunk(), quantladder::core::BaselineForm::full);
    require(static_cast<int>(figures.per_chunk.size()) == reader.head().chunks, "figures for every chunk");
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Seen whole = read_in_pieces(bytes, size + 1);
  const Seen pieces = read_in_pieces(bytes, 1 + size % 61);
  require(whole.problem == pieces.problem && whole.complete == pieces.complete, "pieces change nothing");
  require(whole.nll.size() == pieces.nll.size(), "pieces give the same rows");
  return 0;
}
