#include "bench/baseline_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "quantladder/bench/deadline.h"
#include "quantladder/core/error.h"
#include "quantladder/core/host.h"
#include "quantladder/core/version.h"
#include "quantladder/fidelity/baseline.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/llama/rendered_messages.h"
#include "quantladder/llama/server.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using llama::PerplexityEnd;

constexpr double kAbsurdPerplexity = 1000;      // a baseline that reads so cannot read the text
constexpr std::uint64_t kSpareBytes = 1 << 24;  // that a baseline leaves free on its disk

// The outcome of a start whose log-probabilities are not all there.
struct CutShortRow {
  PerplexityEnd end;
  Outcome outcome;
};
constexpr std::array<CutShortRow, 8> kCutShort{{
    {PerplexityEnd::ended, Outcome::infrastructure_program_died},
    {PerplexityEnd::too_short, Outcome::not_measurable},
    {PerplexityEnd::refused, Outcome::not_run},
    {PerplexityEnd::not_loaded, Outcome::not_run},
    {PerplexityEnd::no_context, Outcome::not_run},
    {PerplexityEnd::died, Outcome::infrastructure_program_died},
    {PerplexityEnd::silent, Outcome::infrastructure_stall},
    {PerplexityEnd::timed_out, Outcome::infrastructure_deadline},
}};

std::string counted(const fidelity::LogProbReader& reader) {
  const fidelity::StreamHead& head = reader.head();
  return head.chunks == 0 ? "it wrote no log-probabilities"
                          : fmt::format("it wrote {} of {} rows of log-probabilities", reader.rows(),
                                        head.chunks * head.rows_per_chunk());
}

// Returns why the baseline says nothing about the domain; empty: it does.
std::string find_absurdity(const core::Baseline& baseline) {
  const double perplexity = baseline.used.perplexity.value;
  if (perplexity <= kAbsurdPerplexity) return "";
  return fmt::format(
      "the baseline {} has a perplexity of {:.0f} here: it cannot read this text (an instruct model "
      "outside its own template?), and distances from it are noise",
      baseline.used.model, perplexity);
}

std::uint64_t mebibytes(double count) { return static_cast<std::uint64_t>(count * 1024 * 1024); }

// A text has at most one token for each byte: so many chunks it may have, of those that are asked for.
int chunks_at_most(const tasks::Domain& text, const llama::PerplexityJob& job) {
  std::error_code unreadable;
  const auto bytes = std::filesystem::file_size(text.file, unreadable);
  if (unreadable) return job.chunks;
  const auto most = bytes / static_cast<std::uint64_t>(job.ctx) + 1;
  return static_cast<int>(std::min(static_cast<std::uint64_t>(job.chunks), most));
}

// Makes the folder where it is not there.
std::filesystem::path usable_cache() {
  const auto folder = fidelity::baselines_folder();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && access(folder.c_str(), W_OK) == 0) return folder;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: baselines cannot be kept there ({}); name another cache with QUANTLADDER_CACHE",
                                folder.string(), error ? error.message() : "not writable"));
}

std::size_t count_of_text(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace

ProgramOutcome outcome_of(const llama::PerplexityRun& run, const fidelity::LogProbReader& reader, int ctx) {
  if (run.end == PerplexityEnd::stopped) return {.stopped = true};
  if (reader.is_not_a_number() || (run.printed_no_number && !reader.is_complete()))
    return {Outcome::not_measurable,
            "its probabilities are no numbers (nan): the file's tensors are broken; "
            "quantladder inspect --deep names them"};
  if (!reader.problem().empty()) {
    const bool unwanted = reader.rows() == 0 && reader.head().chunks > 0;  // it was read well, and not what was wanted
    return {unwanted ? Outcome::not_measurable : Outcome::infrastructure_not_understood, reader.problem(), !unwanted};
  }
  if (reader.is_complete()) return {};
  if (run.end == PerplexityEnd::ended && reader.is_without_tokens())
    return {Outcome::not_measurable, fmt::format("the text has too few tokens: it takes at least twice {}", ctx)};
  const auto* row =
      std::find_if(kCutShort.begin(), kCutShort.end(), [&](const CutShortRow& each) { return each.end == run.end; });
  return {row == kCutShort.end() ? Outcome::infrastructure_not_understood : row->outcome,
          counted(reader) + ": " + run.fault, core::row_of(run.end).may_pass_next};
}

core::Perplexity perplexity_of(const llama::PerplexityRun& run, int chunks, double rows_nll) {
  using core::PerplexitySource;
  const bool whole =
      run.perplexity && (run.perplexity->source == PerplexitySource::final_estimate || run.printed_chunks == chunks);
  if (whole) return *run.perplexity;
  return {.value = std::exp(rows_nll), .source = PerplexitySource::log_probs};
}

MarkerCheck::MarkerCheck(const core::Model& model, const tasks::FidelitySuite& suite, const tasks::Domain& domain)
    : domain_(domain.id) {
  if (suite.plain_markers || model.file.empty()) return;
  // What lies behind as many bytes as there are tokens may be in no chunk.
  const std::string text = sys::read_file(domain.file)
                               .substr(0, static_cast<std::size_t>(suite.ctx) * static_cast<std::size_t>(suite.chunks));
  for (const gguf::ControlToken& token : gguf::control_tokens(model.file)) {
    // A lone marker may be what the text is about; a template's stand there again and again.
    if (token.text.size() > 2 && count_of_text(text, token.text) > 1) markers_[token.id] = token.text;
  }
}

std::string MarkerCheck::find_fault(const fidelity::StreamHead& head) const {
  for (const auto& [id, text] : markers_) {
    if (std::find(head.tokens.begin(), head.tokens.end(), id) != head.tokens.end()) continue;
    return fmt::format(
        "{} holds {}, which this llama-perplexity reads as plain text and not as the special token: take "
        "one that knows --parse-special, or accept it with \"plain_markers\": true in the suite's entry",
        domain_, text);
  }
  return "";
}

llama::PerplexityJob job_of(const core::Model& model, const tasks::FidelitySuite& suite, const tasks::Domain& domain) {
  return {.text_file = domain.file.string(),
          .ctx = suite.ctx,
          .chunks = suite.chunks,
          .parse_special = llama::can_parse_special(model)};
}

llama::PerplexityWatch watch_of(const tasks::FidelitySuite& suite, const RunScope& scope,
                                fidelity::LogProbReader& reader) {
  return {.timeout = clock_span(suite.timeout_s),
          .silence = clock_span(suite.silence_s),
          .stop = scope.stop,
          .on_log_probs = [&](std::string_view bytes) {
            reader.read(bytes);
            scope.observer.on_tick();
            return reader.problem().empty();
          }};
}

const BaselineStore::Held& BaselineStore::find_or_make(const tasks::Suite& suite, const tasks::Domain& domain) {
  Held& held = held_[suite.id + "/" + domain.id + "/" + domain.sha256];
  const bool may_pass = held.outcome.stopped || held.outcome.may_pass_next;
  const bool was_tried = held.baseline || held.starts > 0;
  if (was_tried && !may_pass) return held;
  if (held.starts >= scope_.experiment.client.attempts) {
    held.outcome.may_pass_next = false;  // in this session
    return held;
  }
  const std::string& id = suite.fidelity.baseline;
  const core::Model& model = scope_.experiment.find_reference(id)->model;
  held = {.text = domain, .starts = held.starts + 1};
  const auto manifest = scope_.sink.store().manifest();
  const core::ModelFacts* facts = manifest ? manifest->find_reference(id) : nullptr;
  if (facts == nullptr || !facts->gguf) {
    held.outcome = {Outcome::not_run, fmt::format("the file of the baseline {} was not read", id)};
    return held;
  }
  if (!domain.conversations.empty()) held.outcome = render(*facts, model, held.text);
  if (held.outcome.outcome == Outcome::measured && !held.outcome.stopped)
    find_or_write(plan_making(suite, *facts, model, held.text), held);
  if (!held.baseline) {
    held.outcome.reason = fmt::format("the baseline {}: {}", id, held.outcome.reason);
  } else if (std::string absurd = find_absurdity(*held.baseline); !absurd.empty()) {
    held.outcome = {Outcome::not_measurable, std::move(absurd)};
  }
  return held;
}

ProgramOutcome BaselineStore::render(const core::ModelFacts& facts, const core::Model& model, tasks::Domain& domain) {
  const std::string& chat_template = facts.used_template_sha256();
  if (chat_template.empty())
    return {Outcome::not_measurable, "it has no chat template, which this domain's messages need"};
  const std::string key =
      sys::sha256_hex(domain.sha256 + chat_template + llama::inspect_binary(model.server.binary).sha256 +
                      fmt::format("{}", fmt::join(model.server.extra_args, " ")));
  const auto file = fidelity::rendered_folder() / (key + ".txt");
  if (!std::filesystem::exists(file)) {
    if (const std::string& reason = scope_.vram.reason_against(model.id); !reason.empty())
      return {Outcome::not_run, reason};
    core::Model server = model;
    // An answer at the end of a conversation is whole, and not the beginning of one.
    server.server.extra_args.emplace_back("--no-prefill-assistant");
    const auto log = scope_.sink.store().folder() / model.id / "rendering.log";
    std::filesystem::create_directories(log.parent_path());
    const auto started = scope_.bench.launcher.start(server, log.string(), scope_.stop);
    if (scope_.stop.stop_requested()) return {.stopped = true};
    if (!started.server)
      return {Outcome::not_run, "its server, which renders the messages, did not start: " + started.failure.reason};
    std::string text;
    for (const auto& conversation : domain.conversations) {
      const auto rendered = llama::render_messages(started.server->base_url(), conversation, {.stop = scope_.stop});
      if (scope_.stop.stop_requested()) return {.stopped = true};
      if (!rendered.fault.empty())
        return {rendered.refused ? Outcome::not_measurable : Outcome::infrastructure_lost_server, rendered.fault,
                !rendered.refused};
      text += rendered.text;
    }
    sys::replace_file(file, text);
  }
  std::error_code ignored;
  std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now(), ignored);  // of the last use
  domain.file = file;
  domain.sha256 = sys::sha256_file(file);
  return {};
}

BaselineStore::Making BaselineStore::plan_making(const tasks::Suite& suite, const core::ModelFacts& facts,
                                                 const core::Model& model, const tasks::Domain& text) const {
  Making making{.name = suite.id + "/" + text.id, .suite = suite.fidelity, .text = text, .model = model};
  making.job = job_of(model, suite.fidelity, text);
  making.vocabulary = static_cast<int>(facts.gguf->vocabulary);
  const llama::BinaryFacts program = llama::inspect_tool(llama::Tool::perplexity, model.server);
  making.key = {.gguf_sha256 = facts.gguf_sha256,
                .text_sha256 = text.sha256,
                .program = program.sha256 + " " + program.version,
                .arguments = llama::deciding_arguments(model, making.job),
                .ctx = making.job.ctx,
                .chunks = making.job.chunks,
                .form = fidelity::choose_form(making.vocabulary, making.job.ctx, chunks_at_most(text, making.job),
                                              mebibytes(suite.fidelity.full_baseline_mib))};
  return making;
}

void BaselineStore::find_or_write(const Making& making, Held& held) {
  const auto folder = usable_cache();
  const auto lock = sys::FileLock::wait_for(folder / (making.key.hash() + ".lock"), scope_.stop, [&] {
    scope_.observer.on_note(
        fmt::format("{}: waiting for another session that makes the baseline of {}", making.model.id, making.name));
  });
  if (!lock) {
    held.outcome = {.stopped = true};
    return;
  }
  std::string damage;
  if ((held.baseline = fidelity::find_baseline(folder, making.key.hash(), damage))) return;
  if (!damage.empty()) scope_.observer.on_note(damage);
  const std::uint64_t need = fidelity::baseline_bytes(making.key.form, making.vocabulary, making.job.ctx,
                                                      chunks_at_most(making.text, making.job));
  if (const std::uint64_t free = sys::free_bytes(folder); free < need + kSpareBytes) {
    throw core::Error(
        core::ErrorKind::environment,
        fmt::format("{}: the baseline {} of {} needs {:.2f} GiB, and {:.2f} GiB are free; make room, or name another "
                    "cache with QUANTLADDER_CACHE",
                    folder.string(), making.model.id, making.name, core::to_gib(need), core::to_gib(free)));
  }
  scope_.observer.on_note(fmt::format("{}: making the baseline of {} ({}, at most {:.1f} MiB in {})", making.model.id,
                                      making.name, core::to_id(making.key.form),
                                      static_cast<double>(need) / (1024 * 1024), folder.string()));
  write(making, folder, held);
}

void BaselineStore::write(const Making& making, const std::filesystem::path& folder, Held& held) {
  if (const std::string& reason = scope_.vram.reason_against(making.model.id); !reason.empty()) {
    held.outcome = {Outcome::not_run, reason};
    return;
  }
  fidelity::BaselineWriter writer(folder, making.key);
  const MarkerCheck markers(making.model, making.suite, making.text);
  double nll = 0;
  fidelity::LogProbReader reader(
      [&](const fidelity::StreamHead& head) {
        if (head.vocabulary != making.vocabulary)
          return fmt::format("its vocabulary has {} tokens, and its file says {}", head.vocabulary, making.vocabulary);
        std::string fault = markers.find_fault(head);
        if (fault.empty()) writer.begin(head);
        return fault;
      },
      [&](int chunk, int row, const fidelity::Row& values) {
        writer.add(chunk, row, values);
        nll -= values.log_prob(static_cast<std::size_t>(reader.head().scored_token(chunk, row)));
      });
  llama::PerplexityRun run = llama::run_perplexity(making.model, making.job, watch_of(making.suite, scope_, reader));
  held.outcome = outcome_of(run, reader, making.job.ctx);
  if (held.outcome.stopped || held.outcome.outcome != Outcome::measured) return;
  core::Baseline baseline{.used = {.model = making.model.id}, .domain = making.name};
  baseline.used.perplexity = perplexity_of(run, reader.head().chunks, nll / reader.rows());
  baseline.quantladder = core::kVersion;
  baseline.start = std::move(run.start);
  held.baseline = writer.finish(std::move(baseline));
}

}  // namespace quantladder::bench
