#include "quantladder/gguf/deep.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "gguf/block_scales.h"
#include "gguf/bytes.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::gguf {
namespace {

constexpr std::uint64_t kChunkBytes = 4 << 20;

struct TensorLook {
  std::string sha256;
  bool has_bad_scale = false;
  bool all_zero = true;
};

class Reader {
 public:
  explicit Reader(const Shard& shard) : shard_(shard), file_(::open(shard.path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (!file_.valid()) fail(std::strerror(errno));
  }

  // Reads `bytes` of the shard's data from `offset` on.
  void read(std::uint64_t offset, std::uint64_t bytes, std::vector<unsigned char>& out) const {
    out.resize(bytes);
    std::uint64_t done = 0;
    while (done < bytes) {
      const ssize_t got =
          ::pread(file_.get(), out.data() + done, bytes - done, static_cast<off_t>(shard_.data_start + offset + done));
      if (got <= 0) fail(got < 0 ? std::strerror(errno) : "the file shrank while it was read");
      done += static_cast<std::uint64_t>(got);
    }
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const { refuse(shard_.path, problem); }

  const Shard& shard_;
  sys::Fd file_;
};

bool has_bad_scale(const std::vector<unsigned char>& bytes, HasBadScale check, std::uint64_t block) {
  for (std::uint64_t at = 0; at + block <= bytes.size(); at += block) {
    if (check(bytes.data() + at)) return true;
  }
  return false;
}

TensorLook look_at(const Reader& reader, const Tensor& tensor, const std::function<void(std::uint64_t)>& on_bytes) {
  const std::uint64_t block = tensor.type ? tensor.type->block_bytes : 1;
  const std::uint64_t chunk = std::max<std::uint64_t>(1, kChunkBytes / block) * block;
  const HasBadScale check = tensor.type ? find_scale_check(tensor.info.type) : nullptr;
  TensorLook look;
  sys::Sha256 hash;
  std::vector<unsigned char> bytes;
  for (std::uint64_t done = 0; done < tensor.bytes; done += bytes.size()) {
    reader.read(tensor.info.offset + done, std::min(chunk, tensor.bytes - done), bytes);
    hash.add(bytes.data(), bytes.size());
    look.has_bad_scale = look.has_bad_scale || (check != nullptr && has_bad_scale(bytes, check, block));
    look.all_zero = look.all_zero && std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
    on_bytes(bytes.size());
  }
  look.sha256 = hash.hex();
  return look;
}

void add_finding(std::vector<core::Finding>& findings, std::vector<std::string> tensors, const char* reason) {
  if (tensors.empty()) return;
  findings.push_back({"nan-scales", core::Severity::error, std::move(tensors), reason,
                      "take another file of this model, and tell the maker of this one"});
}

}  // namespace

DeepLook look_deep(const ModelFile& model, const std::function<void(std::uint64_t, std::uint64_t)>& on_bytes) {
  std::vector<Reader> readers;
  for (const Shard& shard : model.shards) readers.emplace_back(shard);
  std::uint64_t total = 0;
  for (const Tensor& tensor : model.tensors) total += tensor.bytes;
  DeepLook deep;
  std::vector<std::string> bad;
  std::vector<std::string> zero;
  std::uint64_t done = 0;
  std::vector<std::uint64_t> read_up_to(model.shards.size(), 0);
  for (const Tensor& tensor : model.tensors) {
    const std::uint64_t data = model.shards[tensor.shard].data_bytes();
    deep.sha256.emplace_back();
    // lint says of both what is wrong. Data that overlap would be read once for each tensor.
    const bool is_outside = tensor.info.offset > data || tensor.bytes > data - tensor.info.offset;
    if (is_outside || tensor.info.offset < read_up_to[tensor.shard]) continue;
    read_up_to[tensor.shard] = tensor.info.offset + tensor.bytes;
    const TensorLook look = look_at(readers[tensor.shard], tensor, [&](std::uint64_t bytes) {
      done += bytes;
      if (on_bytes) on_bytes(done, total);
    });
    deep.sha256.back() = look.sha256;
    if (look.has_bad_scale) bad.push_back(tensor.info.name);
    if (look.all_zero && tensor.info.is_matrix()) zero.push_back(tensor.info.name);
  }
  add_finding(deep.findings, std::move(bad),
              "Scales or weights are infinite or no numbers, so the model writes nonsense.");
  add_finding(deep.findings, std::move(zero), "All weights are zero, as after a failed conversion.");
  return deep;
}

}  // namespace quantladder::gguf
