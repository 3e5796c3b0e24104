#include "quantladder/gguf/difference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "quantladder/gguf/anatomy.h"
#include "quantladder/sys/files.h"

namespace quantladder::gguf {
namespace {

using Part = core::FileDifference::Part;
using RolePart = core::FileDifference::RolePart;

// Texts that do not fit a line are told by their hash.
std::string short_text(const std::string& text) {
  constexpr std::size_t kLine = 60;
  if (text.size() <= kLine && text.find('\n') == std::string::npos) return '"' + text + '"';
  return fmt::format("{} bytes, SHA-256 {}", text.size(), sys::sha256_hex(text).substr(0, 12));
}

// The hash of a part of a file; of as much as there is.
std::string hash_of(const std::filesystem::path& path, std::uint64_t start, std::uint64_t bytes) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(start));
  std::vector<char> block(1 << 20);
  sys::Sha256 hash;
  while (file && bytes > 0) {
    file.read(block.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(bytes, block.size())));
    hash.add(block.data(), static_cast<std::size_t>(file.gcount()));
    bytes -= static_cast<std::uint64_t>(file.gcount());
  }
  return hash.hex();
}

std::string array_text(const ModelFile& model, const ArrayPlace& array) {
  return fmt::format("{} values of type {}, SHA-256 {}", array.count, array.type,
                     hash_of(model.shards.front().path, array.start, array.bytes).substr(0, 12));
}

std::map<std::string, std::string> texts_of(const ModelFile& model) {
  std::map<std::string, std::string> texts;
  for (const auto& [key, text] : model.header.texts) texts[key] = short_text(text);
  for (const auto& [key, number] : model.header.numbers) texts[key] = number.to_text();
  for (const auto& [key, array] : model.header.arrays) texts[key] = array_text(model, array);
  return texts;
}

std::string shape_and_type(const Tensor& tensor) {
  const auto& shape = tensor.info.shape;
  std::size_t dimensions = shape.size();
  while (dimensions > 1 && shape.at(dimensions - 1) == 1) --dimensions;
  return fmt::format("{} {}", tensor.type_name(), fmt::join(shape.begin(), shape.begin() + dimensions, " x "));
}

std::map<std::string, std::string> tensors_of(const ModelFile& model) {
  std::map<std::string, std::string> tensors;
  for (const Tensor& tensor : model.tensors) tensors[tensor.info.name] = shape_and_type(tensor);
  return tensors;
}

std::vector<Part> differing(const std::map<std::string, std::string>& a, const std::map<std::string, std::string>& b) {
  std::set<std::string> names;
  for (const auto* side : {&a, &b}) {
    for (const auto& [name, text] : *side) names.insert(name);
  }
  const auto of = [](const auto& side, const std::string& name) {
    const auto found = side.find(name);
    return found == side.end() ? std::string() : found->second;
  };
  std::vector<Part> found;
  for (const std::string& name : names) {
    if (of(a, name) != of(b, name)) found.push_back({name, of(a, name), of(b, name)});
  }
  return found;
}

std::vector<RolePart> differing_roles(const ModelFile& a, const ModelFile& b) {
  std::map<core::TensorRole, RolePart> roles;
  for (const auto& each : describe(a).roles) roles[each.role].a = each.share;
  for (const auto& each : describe(b).roles) roles[each.role].b = each.share;
  std::vector<RolePart> found;
  for (auto& [role, shares] : roles) {
    if (shares.a.types != shares.b.types) found.push_back({role, shares.a, shares.b});
  }
  return found;
}

int count_equal_data(const ModelFile& a, const ModelFile& b, const DeepLook& deep_a, const DeepLook& deep_b) {
  std::map<std::string, std::string> hashes;
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    if (!deep_a.sha256[i].empty()) hashes[a.tensors[i].info.name + shape_and_type(a.tensors[i])] = deep_a.sha256[i];
  }
  int equal = 0;
  for (std::size_t i = 0; i < b.tensors.size(); ++i) {
    const auto found = hashes.find(b.tensors[i].info.name + shape_and_type(b.tensors[i]));
    if (found != hashes.end() && found->second == deep_b.sha256[i]) ++equal;
  }
  return equal;
}

void add_findings(core::FileDifference& difference, const ModelFile& a, const ModelFile& b) {
  const auto chat = [](const ModelFile& model) { return model.header.text("tokenizer.chat_template"); };
  if (chat(a) != chat(b)) {
    difference.findings.push_back({"other-template",
                                   core::Severity::warning,
                                   {},
                                   "The two files have different chat templates, so they are asked differently.",
                                   "compare them with one \"chat_template_file\""});
  }
  const bool all_equal = difference.equal_data && difference.tensors.empty() &&
                         *difference.equal_data == difference.equal_types && difference.equal_types > 0;
  if (!all_equal) return;
  const bool same = difference.metadata.empty();
  difference.findings.push_back(
      {same ? "same-bytes" : "same-tensors",
       core::Severity::note,
       {},
       same ? "The two files hold the same." : "The two files hold the same weights under different metadata.",
       "measure only one of them"});
}

}  // namespace

core::FileDifference compare(const ModelFile& a, const ModelFile& b, const DeepLook* deep_a, const DeepLook* deep_b) {
  core::FileDifference difference;
  difference.metadata = differing(texts_of(a), texts_of(b));
  difference.roles = differing_roles(a, b);
  const auto of_a = tensors_of(a);
  const auto of_b = tensors_of(b);
  difference.tensors = differing(of_a, of_b);
  for (const auto& [name, text] : of_a) {
    const auto found = of_b.find(name);
    if (found != of_b.end() && found->second == text) ++difference.equal_types;
  }
  if (deep_a != nullptr && deep_b != nullptr) difference.equal_data = count_equal_data(a, b, *deep_a, *deep_b);
  add_findings(difference, a, b);
  return difference;
}

}  // namespace quantladder::gguf
