#include "app/calibration.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/sweep/overlap.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

// Of the runs of a text that is evaluated. Texts of one kind that have nothing to do with each other come to less than
// a tenth of it; one paragraph of a text of 100 KB is more.
constexpr double kMostInCommon = 0.005;

std::string text_of(const tasks::Domain& domain) {
  if (domain.conversations.empty()) return sys::read_file(domain.file);
  std::string text;
  for (const auto& conversation : domain.conversations) {
    for (const core::Message& message : conversation) text += message.content + "\n";
  }
  return text;
}

// The largest share of any stretch: of a long text only a part is evaluated, and which one depends on the tokens.
double largest_share(const std::string& calibration, const std::string& evaluated) {
  constexpr std::size_t kStretch = 128 << 10;
  double most = 0;
  for (std::size_t at = 0; at < evaluated.size(); at += kStretch)
    most = std::max(most, sweep::share_of_common_runs(calibration, std::string_view(evaluated).substr(at, kStretch)));
  return most;
}

}  // namespace

std::vector<std::string> check_calibration(const core::SweepSettings& sweep, const std::vector<tasks::Suite>& suites) {
  const bool evaluates_text =
      std::any_of(suites.begin(), suites.end(), [](const auto& suite) { return !suite.fidelity.domains.empty(); });
  if (!sweep.imatrix.empty() && evaluates_text) {
    return {
        fmt::format("{}: the text that it was made of is not known here, so whether it holds evaluated text cannot "
                    "be checked",
                    sweep.imatrix)};
  }
  if (!sweep.imatrix_text || !evaluates_text) return {};
  const std::string calibration = sys::read_named_file(sweep.imatrix_text->text);
  for (const tasks::Suite& suite : suites) {
    for (const tasks::Domain& domain : suite.fidelity.domains) {
      const double share = largest_share(calibration, text_of(domain));
      if (share <= kMostInCommon) continue;
      throw core::Error(
          core::ErrorKind::usage,
          fmt::format("{}: {:.1f} % of {}, which {}/{} evaluates, or of a part of it, stands in it word for word: "
                      "distances would be smaller "
                      "there than elsewhere; make the importance matrix of other text, or evaluate other text",
                      sweep.imatrix_text->text, 100 * share, domain.file.string(), suite.id, domain.id));
    }
  }
  return {};
}

}  // namespace quantladder::app
