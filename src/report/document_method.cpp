// How the figures came about, in a few sentences, for readers who see the page alone.
#include <algorithm>

#include "document_sections.h"

namespace quantladder::report {
namespace {

bool has_kind(const Summary& summary, core::SuiteKind kind) {
  return std::any_of(summary.manifest.suites.begin(), summary.manifest.suites.end(),
                     [&](const core::SuiteFacts& suite) { return suite.kind == kind; });
}

void add_code(std::vector<std::string>& sentences) {
  sentences.emplace_back(
      "Each model wrote code for every task, several times over, with a new seed each time; the models took turns, so "
      "that a slow hour of the machine met all of them.");
  sentences.emplace_back(
      "Hidden tests judged the code in a sandbox; the process that ran it had no say in the verdict.");
  sentences.emplace_back(
      "What the network, the server, the extractor or the sandbox did is recorded as that and repeated: it is neither "
      "a pass nor a fail.");
  sentences.emplace_back(
      "The score is the mean over complete iterations. Its interval tells how far it would move if the same run were "
      "repeated, not how the model does on other tasks.");
  sentences.emplace_back(
      "Models are compared iteration by iteration with an exact test that is corrected for the number of comparisons; "
      "\"equivalent\" is shown by a test of its own, and \"undecided\" says nothing about equality.");
}

}  // namespace

Section method_section(const Summary& summary) {
  if (summary.manifest.imported) return {"How to read this", {}};
  std::vector<std::string> sentences;
  if (has_points(summary)) add_code(sentences);
  if (has_kind(summary, core::SuiteKind::fidelity))
    sentences.emplace_back(
        "The KL divergence tells how far a model's next-token probabilities are from the baseline's on the same text, "
        "in "
        "nats per token; chunks of text are the random unit.");
  if (has_kind(summary, core::SuiteKind::speed))
    sentences.emplace_back(
        "llama-bench was started several times, because repetitions within a start share its luck; the interval is "
        "over starts.");
  sentences.emplace_back(
      "Tokens/s follow from the server's own clock and count of tokens, one request at a time; memory is the highest "
      "that was sampled.");
  sentences.emplace_back("A figure that is not known is a dash, never 0.");
  sentences.emplace_back("All of it holds for this machine, these builds, this sampler and these tasks.");
  return {"How to read this", {Bullets{std::move(sentences)}}};
}

}  // namespace quantladder::report
