// A run of fidelity: two quantizations and the file they were made from, on two domains.
#include <gmock/gmock.h>

#include <cmath>

#include "ladder_fixture.h"
#include "quantladder/core/error.h"
#include "quantladder/report/json.h"
#include "quantladder/report/measure.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"
#include "quantladder/stats/describe.h"

namespace quantladder::report {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Harder chunks are harder for every model; `far` is how far off this one is.
core::Record compared(const std::string& model, const std::string& domain, double far, int chunks = 8) {
  core::Record record;
  record.cell = {model, "fidelity", domain, 1};
  core::Fidelity fidelity{.ctx = 512, .chunks = chunks, .outcome = core::Outcome::measured};
  fidelity.baseline = core::BaselineUsed{.model = "f16", .perplexity = {.value = 20}};
  fidelity.perplexity = core::Perplexity{.value = 20 * std::exp(far / 4)};
  fidelity.is_baseline = model == "f16";
  for (int i = 0; i < chunks; ++i) {
    const double hard = 1 + 0.1 * ((i * 5) % 8 - 3.5) + (domain == "code" ? 0.5 : 0);
    const double own = far > 0 ? 0.01 * std::sin(3.0 * i + 20 * far) : 0;
    const double kld = far * (hard + own);
    fidelity.per_chunk.push_back({.positions = 255,
                                  .kld = kld,
                                  .nll = 3 * hard + kld / 4,
                                  .base_nll = 3 * hard,
                                  .same_top = 1 - far * hard / 2});
  }
  fidelity.kld_quantiles = core::KldQuantiles{far / 2, far, 2 * far, 3 * far, 4 * far};
  record.payload = fidelity;
  return record;
}

core::Record without_figures(const std::string& model, const std::string& domain) {
  core::Record record = compared(model, domain, 0.1);
  auto& fidelity = std::get<core::Fidelity>(record.payload);
  fidelity.per_chunk.clear();
  fidelity.outcome = core::Outcome::not_measurable;
  fidelity.reason = "the baseline cannot read this";
  return record;
}

class FidelityReport : public ::testing::Test {
 protected:
  FidelityReport() {
    data.manifest = fixture::ladder_manifest(1);
    data.manifest.suites = {{.id = "fidelity",
                             .kind = core::SuiteKind::fidelity,
                             .iterations = 1,
                             .rounds = 1,
                             .items = {{.id = "prose"}, {.id = "code"}},
                             .baseline = "f16"}};
    for (const auto& [id, bytes] : {std::pair("q8", 800), std::pair("q4", 400)})
      data.manifest.models.push_back(fixture::ladder_model(id, static_cast<std::uint64_t>(bytes)));
    data.manifest.references.push_back(fixture::ladder_model("f16", 1600));
    data.manifest.baseline = "q8";
    for (const char* domain : {"prose", "code"}) {
      data.records.push_back(compared("q8", domain, 0.01));
      data.records.push_back(compared("q4", domain, 0.2));
    }
  }
  const Figure& figure(const Summary& summary, std::size_t model, const std::string& id) {
    return summary.models[model].figures.find(id)->second;
  }
  std::string text() { return to_markdown(make_document(make_report(data), Extent::full)); }

  RunData data;
};

TEST_F(FidelityReport, TheSetupSpeaksOfIterationsOnlyWhereASuiteHasThem) {
  EXPECT_THAT(text(), Not(HasSubstr("| Iterations |")));
  data.manifest.suites.push_back({.id = "ladder", .kind = core::SuiteKind::code});
  EXPECT_THAT(text(), HasSubstr("| Iterations |"));
}

TEST_F(FidelityReport, TheHeadlineIsTheMeanOverDomainsWithItsErrorOverChunks) {
  const Summary summary = make_summary(data);
  EXPECT_THAT(summary.errors, IsEmpty());
  const double prose = *figure(summary, 1, "kld:prose").value;
  const double code = *figure(summary, 1, "kld:code").value;
  EXPECT_LT(prose, code);
  const Figure& kld = figure(summary, 1, "kld");
  EXPECT_NEAR(*kld.value, (prose + code) / 2, 1e-12);
  EXPECT_EQ(kld.n, 16);
  EXPECT_EQ(kld.method, "student_t_chunks");
  ASSERT_TRUE(kld.ci);
  EXPECT_GT(kld.ci->width(), 0.01);
  EXPECT_NEAR(*figure(summary, 1, "ppl").value, 20 * std::exp(0.05), 1e-9) << "the program's own";
  EXPECT_FALSE(figure(summary, 1, "ppl").ci);
  EXPECT_NEAR(*figure(summary, 1, "ppl_loss").value, 100 * std::expm1(*kld.value / 4), 1e-9);
  EXPECT_NEAR(*figure(summary, 0, "same_top").value, 100 - 100 * 0.01 / 2 * 1.25, 0.1);
}

TEST_F(FidelityReport, ModelsArePairedChunkByChunk) {
  const Summary summary = make_summary(data);
  const Comparison kld = compare_models(data, summary, {.metric = metric_of("kld")});
  ASSERT_EQ(kld.pairs.size(), 1U);
  EXPECT_EQ(kld.pairs[0].n, 16);
  EXPECT_NEAR(*kld.pairs[0].difference, 1900, 60);
  EXPECT_EQ(kld.pairs[0].decision.better, stats::Side::b);
  EXPECT_EQ(kld.margin, 10);
  EXPECT_EQ(kld.stratum, "KLD to f16");
  const Comparison prose = compare_models(data, summary, {.metric = metric_of("ppl:prose")});
  EXPECT_EQ(prose.pairs[0].n, 8);
  EXPECT_NEAR(*prose.pairs[0].difference, 100 * std::expm1(0.19 / 4), 0.1);
  EXPECT_EQ(prose.margin, 1);
  EXPECT_THAT(to_markdown(make_document(kld)), HasSubstr("paired by chunk"));
}

TEST_F(FidelityReport, ChunksOfOneTextPairTwoRuns) {
  RunData later = data;
  later.manifest.run_id = "later";
  const Summary before = make_summary(data);
  const Summary now = make_summary(later);
  const Comparison compared = compare_runs({data, before, "before"}, {later, now, "now"}, {.metric = metric_of("kld")});
  EXPECT_EQ(compared.pairs[0].pairing, stats::Pairing::paired);
  EXPECT_EQ(compared.pairs[0].n, 16);
}

TEST_F(FidelityReport, ARunWithoutTasksIsComparedByItsDistanceAndShowsNoScore) {
  const std::string report = text();
  EXPECT_THAT(report, HasSubstr("KLD to f16"));
  EXPECT_THAT(report, Not(HasSubstr("| Score |")));
  EXPECT_THAT(report, Not(HasSubstr("has no score")));
}

TEST_F(FidelityReport, TheSectionSaysAgainstWhatAndWhatItDoesNotShow) {
  const std::string report = text();
  EXPECT_THAT(report, AllOf(HasSubstr("Distance from f16 (perplexity 20.00 on prose, 20.00 on code)"),
                            HasSubstr("over chunks of text, not over tokens"), HasSubstr("arXiv 2606.19558"),
                            Not(HasSubstr("was made from"))));
  data.manifest.references.front().model.made_from = "q4";
  EXPECT_THAT(text(), HasSubstr("on each other. f16 was made from q4, which is quantized already"));
}

TEST_F(FidelityReport, ADomainThatNobodyCouldBeMeasuredOnIsInNoMean) {
  std::erase_if(data.records, [](const core::Record& record) { return record.cell.item == "code"; });
  for (const char* model : {"q8", "q4"}) data.records.push_back(without_figures(model, "code"));
  const Summary summary = make_summary(data);
  EXPECT_EQ(figure(summary, 1, "kld").value, figure(summary, 1, "kld:prose").value);
  EXPECT_THAT(text(), HasSubstr("the baseline cannot read this"));
}

TEST_F(FidelityReport, ADomainThatFailedForNowIsAwaited) {
  for (core::Record& record : data.records) {
    auto& fidelity = std::get<core::Fidelity>(record.payload);
    if (record.cell.item != "code") continue;
    fidelity.outcome = core::Outcome::infrastructure_program_died;
    fidelity.per_chunk.clear();
  }
  EXPECT_FALSE(figure(make_summary(data), 1, "kld").value);
  EXPECT_THAT(text(), HasSubstr("Nothing was measured on code"));
}

TEST_F(FidelityReport, ADomainThatNobodyWasAskedYetIsInNoMeanEither) {
  std::erase_if(data.records, [](const core::Record& record) { return record.cell.item == "code"; });
  const Summary summary = make_summary(data);
  EXPECT_EQ(figure(summary, 1, "kld").value, figure(summary, 1, "kld:prose").value);
}

TEST_F(FidelityReport, AModelThatLacksADomainHasNoMean) {
  data.records.pop_back();
  data.records.push_back(without_figures("q4", "code"));
  const Summary summary = make_summary(data);
  EXPECT_FALSE(figure(summary, 1, "kld").value);
  EXPECT_THAT(figure(summary, 1, "kld").no_ci_reason, HasSubstr("every domain"));
  EXPECT_TRUE(figure(summary, 1, "kld:prose").value);
  EXPECT_TRUE(figure(summary, 0, "kld").value);
}

TEST_F(FidelityReport, LimitsChooseTheSmallestFileOfARunWithoutTasks) {
  const auto advise_with = [&](std::map<std::string, double, std::less<>> bounds) {
    return make_report(data, {.bounds = std::move(bounds)}).advice;
  };
  const Advice both = advise_with({{"kld", 1}});
  EXPECT_EQ(both.model, "q4");
  EXPECT_THAT(both.statement, AllOf(HasSubstr("q8 and q4 meet the limits"), HasSubstr("nothing about scores")));
  const Advice near = advise_with({{"kld", 0.05}, {"ppl_loss", 2}});
  EXPECT_EQ(near.model, "q8");
  EXPECT_EQ(near.models[1].standing, Standing::outside_limit);
  const Advice none = advise_with({{"kld", 0.001}});
  EXPECT_EQ(none.model, "");
  EXPECT_EQ(none.refusal, "no model meets the limits");
}

TEST_F(FidelityReport, TheBaselineAsAModelIsNoDistanceAwayAndComparedWithNone) {
  data.manifest.models.insert(data.manifest.models.begin(), data.manifest.references.front());
  data.manifest.references.clear();
  data.manifest.baseline = "f16";
  for (const char* domain : {"prose", "code"}) data.records.push_back(compared("f16", domain, 0));
  const Summary summary = make_summary(data);
  EXPECT_EQ(figure(summary, 0, "kld").value, 0);
  const Report report = make_report(data, {.bounds = {{"kld", 0.05}}});
  ASSERT_TRUE(report.comparison);
  ASSERT_EQ(report.comparison->pairs.size(), 1U) << "the two quantizations";
  EXPECT_EQ(report.comparison->pairs[0].b, "q8");
  EXPECT_EQ(report.advice.models[0].standing, Standing::recommended) << "a distance of 0 by definition is shown";
  EXPECT_EQ(report.advice.model, "q8") << "the smaller file";
  EXPECT_EQ(compare_models(data, summary, {.metric = metric_of("kld"), .family = Family::all_pairs}).family, 1);
  EXPECT_THROW(compare_models(data, summary, {.metric = metric_of("kld"), .baseline = "f16"}), core::Error);
  data.manifest.models.erase(data.manifest.models.begin() + 1);
  std::erase_if(data.records, [](const core::Record& record) { return record.cell.model == "q8"; });
  EXPECT_EQ(make_report(data).comparison->metric.id(), "ppl") << "one distance is nobody's to compare with";
}

TEST_F(FidelityReport, WhatIsCutIsNotPassedOver) {
  EXPECT_TRUE(figure(make_summary(data), 1, "ppl_loss").ci);
  for (core::Record& record : data.records) {
    auto& fidelity = std::get<core::Fidelity>(record.payload);
    if (record.cell.model != "q4") continue;
    fidelity.per_chunk[0].clipped = 17;
    fidelity.perplexity->value = 60;  // the pairs without the 17 say 5 %
  }
  const Summary summary = make_summary(data);
  EXPECT_NEAR(*figure(summary, 1, "ppl_loss").value, 200, 1e-6);
  EXPECT_FALSE(figure(summary, 1, "ppl_loss").ci);
  EXPECT_THAT(figure(summary, 1, "ppl_loss").no_ci_reason, HasSubstr("34 tokens are cut"));
  const Advice advice = make_report(data, {.bounds = {{"ppl_loss", 300}}}).advice;
  EXPECT_EQ(advice.models[1].standing, Standing::no_verdict);
}

TEST_F(FidelityReport, EachDomainCountsAlikeInAComparisonToo) {
  std::erase_if(data.records, [](const core::Record& record) { return record.cell.item == "code"; });
  data.records.push_back(compared("q8", "code", 0.01, 2));
  data.records.push_back(compared("q4", "code", 0.1, 2));
  const Summary summary = make_summary(data);
  const Comparison kld = compare_models(data, summary, {.metric = metric_of("kld")});
  EXPECT_EQ(kld.pairs[0].n, 10);
  EXPECT_NEAR(*kld.pairs[0].difference, 100 * (*figure(summary, 1, "kld").value / *figure(summary, 0, "kld").value - 1),
              1e-6);
}

TEST_F(FidelityReport, TextsAndBaselinesThatDifferAreNoPairs) {
  RunData later = data;
  later.manifest.run_id = "later";
  for (core::Record& record : later.records) std::get<core::Fidelity>(record.payload).baseline->key = "another";
  const Summary before = make_summary(data);
  const Summary now = make_summary(later);
  for (const char* metric : {"kld", "kld:code", "ppl"}) {
    const Comparison compared =
        compare_runs({data, before, "before"}, {later, now, "now"}, {.metric = metric_of(metric)});
    EXPECT_THAT(compared.unlike, Contains(HasSubstr("the baseline of code"))) << metric;
  }
}

TEST_F(FidelityReport, AProgramThatChangedBetweenSessionsIsAnError) {
  for (core::Record& record : data.records) {
    if (record.cell.model == "q4") std::get<core::Fidelity>(record.payload).baseline->key = "of another program";
  }
  const Report report = make_report(data);
  EXPECT_THAT(report.summary.errors,
              Contains(AllOf(HasSubstr("different baselines"), HasSubstr("--task prose --rerun"))));
  EXPECT_EQ(report.comparison->pairs[0].decision.verdict, stats::Verdict::undecided);
}

TEST_F(FidelityReport, WhatTheProgramWasNotToldIsADoubt) {
  std::get<core::Fidelity>(data.records.front().payload).start.not_shared = {"measures without --swa-full"};
  EXPECT_THAT(make_summary(data).doubts, Contains(HasSubstr("--swa-full")));
}

TEST_F(FidelityReport, AnotherBaselineIsAnotherDistance) {
  for (core::Record& record : data.records) {
    if (record.cell.model == "q4") std::get<core::Fidelity>(record.payload).baseline->model = "bf16";
  }
  const Comparison compared = compare_models(data, make_summary(data), {.metric = metric_of("kld")});
  EXPECT_THAT(compared.notes, Contains(HasSubstr("one is KLD to bf16, the other KLD to f16")));
}

TEST_F(FidelityReport, DistancesFromTwoBaselinesHaveNoMean) {
  for (core::Record& record : data.records) {
    if (record.cell.item == "code") std::get<core::Fidelity>(record.payload).baseline->model = "bf16";
  }
  const Summary summary = make_summary(data);
  EXPECT_FALSE(figure(summary, 1, "kld").value);
  EXPECT_THAT(figure(summary, 1, "kld").no_ci_reason, HasSubstr("several baselines"));
  EXPECT_TRUE(figure(summary, 1, "kld:code").value);
  EXPECT_TRUE(figure(summary, 1, "ppl").value);
}

TEST_F(FidelityReport, NeighbouringChunksThatGoTogetherAreADoubt) {
  EXPECT_THAT(make_summary(data).doubts, Not(Contains(HasSubstr("neighbouring chunks"))));
  for (core::Record& record : data.records) {
    auto& chunks = std::get<core::Fidelity>(record.payload).per_chunk;
    for (std::size_t i = 0; i < chunks.size(); ++i) chunks[i].kld = 0.01 * (1.0 + static_cast<double>(i) / 4);
  }
  EXPECT_THAT(make_summary(data).doubts, Contains(HasSubstr("neighbouring chunks")));
}

TEST_F(FidelityReport, BlocksOfATextAreOneDomain) {
  for (core::Record& record : data.records) record.cell.iteration = 1;
  data.manifest.suites[0].iterations = data.manifest.suites[0].rounds = 2;
  for (const char* domain : {"prose", "code"}) {
    core::Record second = compared("q8", domain, 0.03, 4);
    second.cell.iteration = 2;
    std::get<core::Fidelity>(second.payload).baseline->key = "second";
    data.records.push_back(second);
  }
  const Summary summary = make_summary(data);
  EXPECT_THAT(summary.errors, IsEmpty()) << "another section has another baseline";
  ASSERT_EQ(summary.models[0].domains.size(), 2u);
  const DomainFidelity& prose = summary.models[0].domains[0];
  EXPECT_EQ(prose.figures.per_chunk.size(), 12u);
  EXPECT_THAT(prose.chunk_names(), AllOf(Contains("prose 8"), Contains("prose 2.1"), Contains("prose 2.4")));
  EXPECT_FALSE(prose.figures.kld_quantiles) << "quantiles of parts are not those of the whole";
  // The chunks of both count alike: (8 ln a + 4 ln b) / 12.
  EXPECT_NEAR(prose.figures.perplexity->value, 20 * std::exp((8 * 0.01 + 4 * 0.03) / 4 / 12), 1e-9);
  const Comparison comparison = compare_models(data, summary, {.metric = metric_of("kld")});
  EXPECT_EQ(comparison.pairs[0].n, 16) << "q4 has only the first block, and is compared on that";
  EXPECT_THAT(comparison.unlike, IsEmpty());
}

}  // namespace
}  // namespace quantladder::report
