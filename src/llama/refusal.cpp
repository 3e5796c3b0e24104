#include "quantladder/llama/refusal.h"

#include <algorithm>
#include <iterator>

#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

constexpr std::string_view kKey = "name the variable that holds this server's key as api_key_env, and look at the key";
constexpr std::string_view kName = "look at served_model: GET /v1/models of the server lists its names";
constexpr std::string_view kPath =
    "look at endpoint (requests go to its /v1/chat/completions) and at served_model (GET /v1/models lists the names)";
constexpr std::string_view kMoved =
    "give the address that the server now has as endpoint; redirections are not followed";
constexpr std::string_view kAccount = "look at the account that the key belongs to";
constexpr std::string_view kMisfit = "give the server more context for each request, or leave the task out";
constexpr std::string_view kTooLarge =
    "let the server, or the proxy before it, take larger requests, or leave the task out";

struct RefusalRow {
  int first;
  int last;
  std::string_view words;    // one of these ("a|b") is in the message, in lower case; empty: whatever it says
  std::string_view subject;  // as well as one of these
  Refusal refusal;
  std::string_view remedy;
};

// The first row that fits decides. Servers differ in the status that they give to one and the same refusal, so the
// words come first; a proxy may even send them inside a stream with status 200.
constexpr RefusalRow kRefusalRows[] = {
    // llama-server ran out of the cells that its slots share: with others gone it may fit.
    {200, 599, "has been exceeded", "context", Refusal::busy, ""},
    {200, 599, "exceed|longer than|greater than|too long|too large|does not fit", "context", Refusal::misfit, kMisfit},
    // Servers that know no "context": what the prompt exceeds is a length of the model.
    {400, 499, "exceed|longer than|greater than|larger than|less than|too long|too large", "prompt|input",
     Refusal::misfit, kMisfit},
    {400, 499, "not enough|overflow", "context", Refusal::misfit, kMisfit},
    {413, 413, "", "", Refusal::misfit, kTooLarge},
    {200, 599, "context_length_exceeded|exceed_context_size|maximum context length", "", Refusal::misfit, kMisfit},
    {200, 599, "prompt is too long|prompt too long|input is too long", "", Refusal::misfit, kMisfit},
    {400, 499, "model unloaded|model was unloaded", "", Refusal::busy, ""},  // it is loaded anew for the next request
    {500, 599, "error loading|failed to load|unable to load|could not load", "", Refusal::busy, ""},
    {500, 599, "loading|warming up|starting up|not ready", "", Refusal::loading, ""},
    {400, 599, "insufficient_quota", "", Refusal::permanent, kAccount},
    {200, 599, "invalid api key|incorrect api key|api key required", "", Refusal::permanent, kKey},
    {200, 599, "plain http request", "", Refusal::permanent, "write https:// in endpoint"},
    {401, 401, "", "", Refusal::permanent, kKey},
    {403, 403, "", "", Refusal::permanent, kKey},
    {407, 407, "", "", Refusal::permanent, kKey},
    {402, 402, "", "", Refusal::permanent, kAccount},
    {200, 499,
     "model_not_found|unknown model|no such model|invalid model|unsupported model|not a valid model|"
     "suitable inference handler|does not support chat",
     "", Refusal::permanent, kName},
    {200, 499, "not found|not exist|doesn't exist|could not find|couldn't find|not available", "model",
     Refusal::permanent, kName},
    {400, 499, "no models are|no model is|no model loaded", "loaded", Refusal::permanent, kName},
    {200, 499, "is missing|missing model|is required|field required|provide|no models loaded|must specify", "model",
     Refusal::permanent, kName},
    {200, 499, "unexpected endpoint", "", Refusal::permanent, kPath},
    {404, 405, "", "", Refusal::permanent, kPath},
    {410, 410, "", "", Refusal::permanent, kPath},
    {501, 501, "", "", Refusal::permanent, kPath},
    {300, 399, "", "", Refusal::permanent, kMoved},
    {408, 409, "", "", Refusal::busy, ""},
    {423, 425, "", "", Refusal::busy, ""},
    {429, 429, "", "", Refusal::busy, ""},
    {499, 599, "", "", Refusal::busy, ""},
    {400, 498, "", "", Refusal::request, ""},
};

bool holds(std::string_view text, std::string_view words) { return words.empty() || core::has_phrase_of(text, words); }

}  // namespace

RefusalMeaning meaning_of(int status, const std::string& message) {
  const std::string text = core::in_small_letters(message);
  const auto found = std::find_if(std::begin(kRefusalRows), std::end(kRefusalRows), [&](const RefusalRow& row) {
    return row.first <= status && status <= row.last && holds(text, row.words) && holds(text, row.subject);
  });
  return found == std::end(kRefusalRows) ? RefusalMeaning{} : RefusalMeaning{found->refusal, found->remedy};
}

RefusalMeaning meaning_of(const core::Generation& generation) {
  using core::Finish;
  const bool refused = generation.finish == Finish::http_error || generation.finish == Finish::broken_stream ||
                       generation.finish == Finish::not_understood;
  if (!refused || !generation.arrivals_ms.empty()) return {};
  return meaning_of(generation.http_status, generation.fault);
}

std::string with_remedy(const std::string& message, const RefusalMeaning& meaning) {
  return meaning.remedy.empty() ? message : message + "; " + std::string(meaning.remedy);
}

}  // namespace quantladder::llama
