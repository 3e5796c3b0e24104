#include "quantladder/sweep/imatrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "quantladder/core/anatomy.h"
#include "quantladder/core/error.h"
#include "quantladder/gguf/header.h"
#include "quantladder/llama/imatrix_tool.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sweep/candidates.h"
#include "quantladder/sweep/made_files.h"
#include "quantladder/sys/files.h"
#include "sweep/imatrix_facts.h"
#include "sweep/imatrix_job.h"

namespace quantladder::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "the importance matrix";
constexpr const char* kImatrixFormat = "quantladder importance matrix 1";
constexpr double kSecondsForWeight = 4.5e-11;  // CPU seconds for one token and one weight, of one thread
constexpr double kBytesOfToken = 4;            // of common texts, roughly

Imatrix given_file(const std::string& file) {
  const std::string sha256 = sys::sha256_file(file);
  return {.file = file, .key = sha256, .origin = {.sha256 = sha256}};
}

// The values that llama.cpp writes, and what stands in its header.
std::string find_damage(const gguf::Header& header) {
  constexpr std::string_view kValues = ".in_sum2";
  const auto is_entry = [&](const gguf::TensorInfo& tensor) { return tensor.name.ends_with(kValues); };
  if (std::none_of(header.tensors.begin(), header.tensors.end(), is_entry)) return "it has no entries";
  const bool cut = std::any_of(header.tensors.begin(), header.tensors.end(), [&](const gguf::TensorInfo& tensor) {
    return header.data_start + tensor.offset + tensor.elements * sizeof(float) > header.file_bytes;
  });
  return cut ? "its end is missing" : "";
}

// Returns what is wrong with the file that the program wrote; empty: it is the matrix. `chunks`: that it should be of;
// 0: nobody knows.
std::string find_imatrix_fault(const fs::path& file, int chunks) {
  try {
    const gguf::Header header = gguf::read_header(file);
    if (std::string damage = find_damage(header); !damage.empty()) return damage;
    const auto count = header.number("imatrix.chunk_count");
    if (!count || chunks == 0) return "it is not known of how many chunks it is";
    if (*count != static_cast<std::uint64_t>(chunks)) return fmt::format("it is of {} chunks of {}", *count, chunks);
    return "";
  } catch (const core::Error& error) {
    return error.what();
  }
}

// Tells of each tenth of the chunks.
class ChunkProgress {
 public:
  explicit ChunkProgress(const Say& say) : say_(say) {}
  void tell(int done, int all) {
    if (all == 0 || 10 * done / all == told_) return;
    told_ = 10 * done / all;
    const std::chrono::duration<double> so_far = std::chrono::steady_clock::now() - begin_;
    say_(fmt::format("importance matrix: {} of {} chunks, about {:.0f} s left", done, all,
                     so_far.count() / done * (all - done)));
  }

 private:
  const Say& say_;
  int told_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

Written write_imatrix(const Plan& plan, const fs::path& part, std::stop_token stop, const Say& say) {
  const Imatrix& imatrix = *plan.imatrix;
  say(fmt::format("making the importance matrix of {}", imatrix.origin.text));
  ChunkProgress progress(say);
  const auto run = llama::run_imatrix(model_of(plan.settings), job_of(*imatrix.text), part.string(),
                                      {stop, [&](int done, int all) { progress.tell(done, all); }});
  if (run.stopped) return {.made = {.stopped = true}};
  if (!run.fault.empty()) return {.made = {.fault = "llama-imatrix: " + run.fault}};
  const int chunks = run.announced > 0 ? run.announced : imatrix.text->chunks.value_or(0);
  if (std::string fault = find_imatrix_fault(part, chunks); !fault.empty())
    return {.made = {.fault = "what llama-imatrix wrote is no whole matrix: " + fault}};
  core::ImatrixOrigin origin = imatrix.origin;
  origin.chunks = chunks;
  Facts facts = facts_of_origin(origin);
  facts["seconds"] = run.seconds;
  return {.facts = std::move(facts)};
}

// All that decides it, and what is known before it is made.
Imatrix plan_imatrix(const core::SweepSettings& settings, const core::ImatrixText& text,
                     const std::string& source_sha256) {
  const llama::BinaryFacts program = llama::inspect_tool(llama::Tool::imatrix, settings.server);
  Imatrix imatrix{.origin = {.text = fs::path(text.text).filename().string(),
                             .text_sha256 = sys::sha256_file(text.text),
                             .ctx = text.ctx,
                             .version = program.version},
                  .text = text,
                  .is_made = false};
  std::string all = fmt::format("{}\n{}\n{}\n{} {}\n", kImatrixFormat, source_sha256, imatrix.origin.text_sha256,
                                program.sha256, program.version);
  for (const std::string& word : llama::deciding_imatrix_arguments(model_of(settings), job_of(text)))
    all += word + "\n";
  imatrix.key = sys::sha256_hex(all).substr(0, 32);
  imatrix.file = made_folder() / ("imatrix-" + imatrix.key + ".gguf");
  return imatrix;
}

void estimate(Imatrix& imatrix, std::uint64_t weights, bool on_cpu) {
  const core::ImatrixText& text = *imatrix.text;
  const auto bytes = static_cast<double>(fs::file_size(text.text));
  const auto chunks_of = [&](double tokens) {
    const int whole = static_cast<int>(std::min(tokens / text.ctx, 1e9));
    return std::min(whole, text.chunks.value_or(whole));
  };
  imatrix.chunks_at_most = chunks_of(bytes);  // a token has a byte or more
  if (!on_cpu) return;
  imatrix.cpu_seconds = kSecondsForWeight * chunks_of(bytes / kBytesOfToken) * text.ctx * static_cast<double>(weights);
}

void take(const Facts& facts, Imatrix& imatrix) {
  imatrix.origin = origin_of_facts(facts).value_or(imatrix.origin);
  imatrix.is_made = true;
}

}  // namespace

core::Model model_of(const core::SweepSettings& settings) {
  return {.file = settings.source, .server = settings.server};
}

llama::PerplexityJob job_of(const core::ImatrixText& text) {
  return {.text_file = text.text, .ctx = text.ctx, .chunks = text.chunks.value_or(0)};
}

std::optional<Imatrix> find_imatrix(const core::SweepSettings& settings, const std::string& source_sha256,
                                    std::uint64_t weights, const std::function<void(const std::string&)>& say) {
  if (!settings.imatrix.empty()) return given_file(settings.imatrix);
  if (!settings.imatrix_text) return std::nullopt;
  Imatrix imatrix = plan_imatrix(settings, *settings.imatrix_text, source_sha256);
  estimate(imatrix, weights, llama::makes_imatrix_on_cpu(model_of(settings)));
  if (const auto facts = find_made(imatrix.file, kName, say)) take(*facts, imatrix);
  return imatrix;
}

Made make_imatrix(Plan& plan, std::stop_token stop, const Say& say) {
  Imatrix& imatrix = *plan.imatrix;
  if (imatrix.is_made || !imatrix.fault.empty()) return {.fault = imatrix.fault};
  const Written written = make_once(imatrix.file, kName, stop, say,
                                    [&](const fs::path& part) { return write_imatrix(plan, part, stop, say); });
  if (!written.made.fault.empty()) imatrix.fault = fmt::format("{}: {}", kName, written.made.fault);
  if (written.made.stopped || !imatrix.fault.empty()) return {.fault = imatrix.fault, .stopped = written.made.stopped};
  take(written.facts, imatrix);
  say(fmt::format("{} is there: {} chunks of {}", kName, *imatrix.origin.chunks, imatrix.origin.text));
  if (std::string note = thin_note(*imatrix.origin.chunks); !note.empty()) say("note: " + note);
  return {};
}

std::string thin_note(int chunks) {
  if (static_cast<std::uint64_t>(chunks) >= core::kFewImatrixChunks) return "";
  return fmt::format("the importance matrix comes from only {} chunks of text; {} or more leave less of it to chance",
                     chunks, core::kFewImatrixChunks);
}

}  // namespace quantladder::sweep
