// Whatever a file holds: reading, describing and reading deep end with a value or with one line that names the file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>

#include "promise.h"
#include "quantladder/core/error.h"
#include "quantladder/gguf/anatomy.h"
#include "quantladder/gguf/deep.h"
#include "quantladder/gguf/difference.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/sys/process.h"

namespace {

using namespace quantladder;

void look_at(const std::filesystem::path& path) {
  const gguf::ModelFile model = gguf::read_model_file(path);
  const core::GgufFacts facts = gguf::facts_of(model);
  require(facts.anatomy.has_value(), "facts have an anatomy");
  for (const auto& finding : facts.anatomy->findings) require(!finding.reason.empty(), "a finding has a reason");
  const gguf::DeepLook deep = gguf::look_deep(model, {});
  require(deep.sha256.size() == model.tensors.size(), "a hash for each tensor");
  const auto difference = gguf::compare(model, model, &deep, &deep);
  require(difference.metadata.empty() && difference.tensors.empty(), "a file differs not from itself");
  gguf::read_gguf(path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sys::Fd file(memfd_create("gguf", MFD_CLOEXEC));
  require(write(file.get(), data, size) == static_cast<ssize_t>(size), "the input can be written");
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  try {
    look_at(path);
  } catch (const core::Error& error) {
    const std::string text = error.what();
    require(text.rfind(path, 0) == 0, "a refusal names the file");
    require(text.find('\n') == std::string::npos, "a refusal is one line");
  }
  return 0;
}
