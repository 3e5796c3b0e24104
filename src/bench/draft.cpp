#include "bench/draft.h"

#include <fmt/format.h>

#include "bench/config_values.h"
#include "quantladder/bench/context.h"
#include "quantladder/core/error.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/gguf/vocabulary.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& problem) { throw core::Error(core::ErrorKind::usage, problem); }

void refuse_keys(sys::CheckedObject& object, const core::DrafterRow& drafter) {
  if (!drafter.has_file && object.has("file"))
    object.fail("file", fmt::format("type {} drafts without a model of its own: drop one of the two", drafter.id));
  if (drafter.has_file && !object.has("file"))
    object.fail("file", "name the draft model's file, or a \"type\" that needs none");
  for (const char* key : {"max_tokens", "min_probability"}) {
    if (!drafter.is_network && object.has(key))
      object.fail(key, fmt::format("not with type {}: say --spec-{}-* in extra_args", drafter.id, drafter.id));
  }
  if (!drafter.has_file && object.has("gpu_layers"))
    object.fail("gpu_layers", fmt::format("type {} has no layers of its own; drop it", drafter.id));
}

std::string name_of(const std::string& file) { return fs::path(file).filename().string(); }

}  // namespace

core::Draft read_draft(sys::CheckedObject& object, const fs::path& folder) {
  core::Draft draft;
  draft.type = object.optional_id<core::Drafter>("type").value_or(draft.type);
  refuse_keys(object, core::row_of(draft.type));
  if (const auto file = optional_text(object, "file")) draft.file = resolved_path(object, "file", *file, folder);
  if (object.has("max_tokens")) draft.max_tokens = ranged_int(object, "max_tokens", 1, 1, 1024);
  draft.min_probability = object.optional_number("min_probability");
  if (draft.min_probability && (*draft.min_probability < 0 || *draft.min_probability > 1))
    object.fail("min_probability", fmt::format("{} is outside [0, 1]", *draft.min_probability));
  if (object.has("gpu_layers")) draft.gpu_layers = ranged_int(object, "gpu_layers", 0, -1, 10000);
  object.finish();
  return draft;
}

void check_draft(const core::Model& model) {
  if (!model.server.draft || !model.endpoint.empty()) return;
  const core::Draft& draft = *model.server.draft;
  const bool known = is_there(model.file);
  if (draft.type == core::Drafter::mtp && known && gguf::read_gguf(model.file).anatomy->mtp_layers.value_or(0) == 0) {
    refuse(
        fmt::format("draft: {} has no MTP layers (nextn) to draft with; name a draft model's file, or a model that "
                    "has them",
                    name_of(model.file)));
  }
  if (draft.file.empty()) return;
  gguf::read_gguf(draft.file);
  const std::string mismatch = known ? gguf::find_vocabulary_mismatch(draft.file, model.file) : "";
  if (mismatch.empty()) return;
  refuse(
      fmt::format("draft: {} cannot draft for {}: {}; llama-server would go on without a draft. Name a smaller "
                  "model of the same family",
                  name_of(draft.file), name_of(model.file), mismatch));
}

}  // namespace quantladder::bench
