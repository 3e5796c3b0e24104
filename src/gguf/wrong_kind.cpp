#include "gguf/wrong_kind.h"

#include <algorithm>
#include <array>

#include "quantladder/core/words.h"

namespace quantladder::gguf {
namespace {

using namespace std::string_view_literals;

struct OtherFile {
  std::string_view starts;  // in lower case, '|' between them
  const char* what;
};

constexpr std::array<OtherFile, 9> kOtherFiles{{
    {"version https://git-lfs", "a Git LFS pointer: fetch the file itself with git lfs pull"},
    {"<!doctype|<html|<?xml", "a page of HTML or XML: the download needs a login, or its address names no file"},
    {"{", "JSON text: the download failed, or this is another file of the model"},
    {"entry not found|invalid username|access to model",
     "a text: the download needs a login, or its address names no file"},
    {"lmgg|fmgg|tjgg|algg", "a GGML model of before GGUF: convert it, or get the model as GGUF"},
    {"pk\3\4|\x80\2"sv, "a PyTorch file: convert it with llama.cpp's convert_hf_to_gguf.py"},
    {"\x1f\x8b|\x28\xb5\x2f\xfd|7z\xbc\xaf"sv, "a packed file: unpack it"},
    {"\xfd\x37zxz"sv, "a packed file: unpack it"},
    {"\0\0\0\0"sv, "zero bytes at its start: the download is not complete"},
}};

struct WrongKind {
  std::string_view key;     // with a '*' at its end: any key that begins so
  std::string_view values;  // words; "": any value
  const char* what;
};

constexpr const char* kProjector = "a multimodal projector (mmproj), no model: name the model's own file";
constexpr const char* kAdapter =
    "a LoRA adapter, no model: name the base model, and the adapter with --lora in extra_args";
constexpr const char* kMatrix = "an importance matrix (imatrix), no model: name the file that was quantized with it";

constexpr auto kWrongKinds = std::to_array<WrongKind>({
    {"general.type", "mmproj", kProjector},
    {"general.architecture", "clip", kProjector},
    {"clip.*", "", kProjector},
    {"general.type", "adapter", kAdapter},
    {"adapter.*", "", kAdapter},
    {"general.architecture", "controlvector",
     "a control vector, no model: name it with --control-vector in extra_args"},
    {"general.type", "imatrix", kMatrix},
    {"general.architecture", "imatrix", kMatrix},
    {"imatrix.*", "", kMatrix},
    {"general.architecture",
     "bert nomic-bert nomic-bert-moe jina-bert-v2 jina-bert-v3 neo-bert "
     "modern-bert t5encoder gemma-embedding",
     "an embedding model, which writes no text"},
    {"general.architecture", "aura cosmos hidream hyvid ltxv lumina2 qwen_image flux sd1 sd3 sdxl wan",
     "a model of pictures or films, which writes no text"},
    {"general.architecture", "whisper wavtokenizer-dec", "a model of sound, which writes no text"},
});

// Files whose tensors all have such names, whatever the metadata say.
struct WrongTensors {
  std::string_view starts;  // words
  std::string_view ends;
  const char* what;
};

constexpr std::array<WrongTensors, 3> kWrongTensors{{
    {"", ".lora_a .lora_b", kAdapter},
    {"", ".in_sum2 .counts", kMatrix},
    {"v. a. mm. resampler. model.image_newline", "", kProjector},
}};

bool is_of(const WrongTensors& kind, const std::string& name) {
  return core::any_word(kind.starts, [&](auto start) { return name.starts_with(start); }) ||
         core::any_word(kind.ends, [&](auto end) { return name.ends_with(end); });
}

bool are_all_of(const WrongTensors& kind, const std::vector<Tensor>& tensors) {
  return !tensors.empty() && std::all_of(tensors.begin(), tensors.end(),
                                         [&](const Tensor& tensor) { return is_of(kind, tensor.info.name); });
}

bool is_of_kind(const Header& header, const WrongKind& kind) {
  const bool text = std::any_of(header.texts.begin(), header.texts.end(), [&](const auto& pair) {
    return core::fits_pattern(pair.first, kind.key) &&
           (kind.values.empty() || core::has_word(kind.values, pair.second));
  });
  return text ||
         (kind.values.empty() && std::any_of(header.numbers.begin(), header.numbers.end(), [&](const auto& pair) {
            return core::fits_pattern(pair.first, kind.key);
          }));
}

}  // namespace

std::string name_other_file(std::string_view start) {
  if (start.empty()) return "an empty one: download it again";
  if (start.size() > 9 && start.substr(8, 2) == "{\"") {  // behind the header's length
    return "safetensors: convert them with llama.cpp's convert_hf_to_gguf.py, or get the model as GGUF";
  }
  std::string lower = core::in_small_letters(std::string(start));
  lower.erase(0, std::min(lower.find_first_not_of("\xef\xbb\xbf \t\r\n"), lower.size()));
  const auto* found = std::find_if(kOtherFiles.begin(), kOtherFiles.end(), [&](const OtherFile& other) {
    return core::any_word(
        other.starts, [&](std::string_view each) { return lower.starts_with(each); }, '|');
  });
  return found == kOtherFiles.end() ? "" : found->what;
}

std::optional<std::string> find_wrong_kind(const ModelFile& model) {
  const auto* found = std::find_if(kWrongKinds.begin(), kWrongKinds.end(),
                                   [&](const WrongKind& kind) { return is_of_kind(model.header, kind); });
  if (found != kWrongKinds.end()) return found->what;
  const auto* by_tensors = std::find_if(kWrongTensors.begin(), kWrongTensors.end(),
                                        [&](const WrongTensors& kind) { return are_all_of(kind, model.tensors); });
  return by_tensors == kWrongTensors.end() ? std::nullopt : std::optional<std::string>(by_tensors->what);
}

}  // namespace quantladder::gguf
