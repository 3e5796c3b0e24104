#include "quantladder/stats/verdict.h"

#include <cmath>
#include <cstdio>

#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {
namespace {

std::string to_text(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string with_unit(const std::string& number, const std::string& unit) {
  return unit.empty() ? number : number + " " + unit;
}

std::string undecided_words(const VerdictWords& words) {
  std::string details;
  if (words.mde) details = "could only detect >= " + with_unit(to_text("%.1f", *words.mde), words.unit);
  if (words.n_needed && *words.n_needed > words.n) {
    if (!details.empty()) details += "; ";
    details += "about " + std::to_string(*words.n_needed) + " " + words.counted + " needed";
  }
  return details.empty() ? "undecided" : "undecided (" + details + ")";
}

}  // namespace

Decision decide(const Evidence& evidence, double alpha) {
  if (evidence.n < kLeastIterationsForVerdict) return {};
  const bool differs = evidence.p_holm && *evidence.p_holm < alpha && evidence.advantage != 0;
  const bool equivalent = evidence.tost_p_holm && *evidence.tost_p_holm < alpha;
  if (!differs) return {equivalent ? Verdict::equivalent : Verdict::undecided, Side::none};
  return {equivalent ? Verdict::better_within_margin : Verdict::better, evidence.advantage > 0 ? Side::a : Side::b};
}

std::string to_words(const Decision& decision, const VerdictWords& words) {
  const std::string margin = with_unit(to_text("%g", words.margin), words.unit);
  const std::string& better = decision.better == Side::b ? words.b : words.a;
  switch (decision.verdict) {
    case Verdict::better:
      return better + " better";
    case Verdict::better_within_margin:
      return better + " better, but by less than " + margin;
    case Verdict::equivalent:
      return "equivalent within +-" + margin;
    case Verdict::undecided:
      return undecided_words(words);
  }
  return "";
}

}  // namespace quantladder::stats
