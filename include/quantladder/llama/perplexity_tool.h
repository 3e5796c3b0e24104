// llama-perplexity: the perplexity of a text, and the log-probabilities behind it.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/fidelity.h"
#include "quantladder/core/model.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {

// Says how a start of the program came to its end. Its exit status says nothing: it is 0 after most failures.
enum class PerplexityEnd {
  ended,       // by itself; whether all is there is seen in the log-probabilities
  too_short,   // the text has too few tokens
  refused,     // it does not know what it was told
  not_loaded,  // it could not load the model
  no_context,  // it could not make the context: mostly for want of memory
  died,        // by a signal, or it could not decode
  silent,      // it said nothing for too long
  timed_out,   // it took too long
  stopped,     // the user ended it
  unwanted,    // the reader of the log-probabilities ended it
};
struct PerplexityEndRow {
  PerplexityEnd value;
  std::string_view id;
  bool may_pass_next;  // repeating may help
};

}  // namespace quantladder::llama

template <>
inline constexpr std::array<quantladder::llama::PerplexityEndRow, 10>
    quantladder::core::kIds<quantladder::llama::PerplexityEnd>{{
        {quantladder::llama::PerplexityEnd::ended, "ended", true},
        {quantladder::llama::PerplexityEnd::too_short, "too_short", false},
        {quantladder::llama::PerplexityEnd::refused, "refused", false},
        {quantladder::llama::PerplexityEnd::not_loaded, "not_loaded", false},
        {quantladder::llama::PerplexityEnd::no_context, "no_context", false},
        {quantladder::llama::PerplexityEnd::died, "died", true},
        {quantladder::llama::PerplexityEnd::silent, "silent", true},
        {quantladder::llama::PerplexityEnd::timed_out, "timed_out", true},
        {quantladder::llama::PerplexityEnd::stopped, "stopped", true},
        {quantladder::llama::PerplexityEnd::unwanted, "unwanted", false},
    }};

namespace quantladder::llama {

struct PerplexityJob {
  std::string text_file;
  int ctx = 512;   // tokens in a chunk
  int chunks = 0;  // at most; 0: as far as the text goes
  bool parse_special = false;
};

struct PerplexityWatch {
  std::chrono::milliseconds timeout{0};
  std::optional<std::chrono::milliseconds> silence = {};
  std::stop_token stop = {};
  OnSpawned on_spawned = {};
  // Gets the log-probabilities as they come; returns whether it wants more. The program waits while it works.
  std::function<bool(std::string_view)> on_log_probs = {};
};

struct PerplexityRun {
  core::ProgramStart start;
  PerplexityEnd end = PerplexityEnd::ended;
  std::string fault;  // one line, why it ended as it did; the program's last telling line where it ended by itself
  std::optional<core::Perplexity> perplexity;  // as printed for all `job.chunks`, or for as many as the text had
  int printed_chunks = 0;                      // that it printed running values of
  bool printed_no_number = false;              // "nan": the file's tensors are broken
};

// Runs the model over the text, with its server settings as far as llama-perplexity knows them. What goes wrong is a
// value; only a missing program throws core::Error(environment).
PerplexityRun run_perplexity(const core::Model& model, const PerplexityJob& job, const PerplexityWatch& watch);

// What decides the probabilities on the command line: without paths, and without what only watches.
std::vector<std::string> deciding_arguments(const core::Model& model, const PerplexityJob& job);

// Returns whether this model's llama-perplexity can read special tokens in a text as such.
bool can_parse_special(const core::Model& model);

}  // namespace quantladder::llama
