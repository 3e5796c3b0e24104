#include "quantladder/app/self_test.h"

#include <gmock/gmock.h>

namespace quantladder::app {
namespace {

using std::chrono::milliseconds;

llama::NullScript brief() { return {.first_token = milliseconds(5), .gap = milliseconds(2), .events = 10}; }

TEST(SelfTest, FiguresAreThoseOfEveryStream) {
  const ClientFigures figures = measure_client(brief(), 8);
  EXPECT_EQ(figures.streams, 8);
  EXPECT_GE(figures.first_token_ms.p50, 0) << "nothing is read before it was written";
  EXPECT_GE(figures.first_token_ms.p99, figures.first_token_ms.p50);
  EXPECT_GE(figures.lag.reads, 8u) << "a slow machine reads several events at once";
  EXPECT_GT(figures.cpu_s, 0);
}

TEST(SelfTest, AHiddenDelayIsInWhatTheClientMeasures) {
  llama::NullScript script = brief();
  script.hidden_delay = milliseconds(30);
  const ClientFigures figures = measure_client(script, 4);
  EXPECT_GE(figures.server_late_ms, 30);
  EXPECT_GE(figures.first_token_excess_ms, figures.server_late_ms);
}

ClientFigures figures_with(double excess_ms, double late_ms, double lag_ms) {
  ClientFigures figures;
  figures.first_token_excess_ms = excess_ms;
  figures.server_late_ms = late_ms;
  figures.lag.p99_ms = lag_ms;
  return figures;
}

TEST(SelfTest, ADelayIsToldApartWhereTheClientsOwnLagExplainsTheRest) {
  EXPECT_TRUE(is_told_apart(figures_with(30.3, 30.1, 0.2)));
  EXPECT_TRUE(is_told_apart(figures_with(36, 30, 8)));
  EXPECT_FALSE(is_told_apart(figures_with(45, 30, 0.2))) << "15 ms that nobody knows of";
  EXPECT_FALSE(is_told_apart(figures_with(35, 30, 40))) << "the client's own may be as large";
}

TEST(SelfTest, AScriptLastsAsLongAsItIsAskedTo) {
  const llama::NullScript script = self_test_script(std::chrono::seconds(1), 4);
  EXPECT_EQ(script.tokens_per_event, 4);
  EXPECT_LE(script.first_token + script.events * script.gap, std::chrono::seconds(1));
  EXPECT_GT(script.events, 40);
}

}  // namespace
}  // namespace quantladder::app
