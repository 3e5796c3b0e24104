#include "bench/text_blocks.h"

#include <filesystem>
#include <string>
#include <string_view>

#include "quantladder/fidelity/baseline.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

// Parts that differ by at most one: where part `number`, from 0, of `parts` begins.
std::size_t begin_of(std::size_t total, int number, int parts) {
  return total * static_cast<std::size_t>(number) / static_cast<std::size_t>(parts);
}

// The begin of the line at or behind `at`; of a text without lines there, of the next character.
std::size_t next_begin(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongLine = 4096;
  if (at == 0 || at >= text.size()) return std::min(at, text.size());
  const auto end_of_line = text.substr(0, at + kLongLine).find('\n', at - 1);
  if (end_of_line != std::string_view::npos) return end_of_line + 1;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

tasks::Domain section_of(tasks::Domain domain, int block, int blocks) {
  if (!domain.conversations.empty()) {
    const auto all = std::move(domain.conversations);
    const auto at = [&](int number) {
      return all.begin() + static_cast<std::ptrdiff_t>(begin_of(all.size(), number, blocks));
    };
    domain.conversations.assign(at(block - 1), at(block));
    // Of the file it is the hash of the whole: the section is known by its place in that.
    domain.sha256 = sys::sha256_hex(domain.sha256 + " " + std::to_string(block) + "/" + std::to_string(blocks));
    return domain;
  }
  const std::string text = sys::read_file(domain.file);
  const std::size_t begin = next_begin(text, begin_of(text.size(), block - 1, blocks));
  const std::size_t end = next_begin(text, begin_of(text.size(), block, blocks));
  const std::string section = text.substr(begin, end - begin);
  domain.sha256 = sys::sha256_hex(section);
  domain.file = fidelity::rendered_folder() / (domain.sha256 + ".txt");
  if (!std::filesystem::exists(domain.file)) sys::replace_file(domain.file, section);
  return domain;
}

}  // namespace

tasks::Suite block_of(const tasks::Suite& suite, int block) {
  const int blocks = suite.fidelity.blocks;
  if (blocks == 1) return suite;
  tasks::Suite part = suite;
  const auto chunks = static_cast<std::size_t>(suite.fidelity.chunks);
  part.fidelity.chunks = static_cast<int>(begin_of(chunks, block, blocks) - begin_of(chunks, block - 1, blocks));
  for (tasks::Domain& domain : part.fidelity.domains) domain = section_of(std::move(domain), block, blocks);
  return part;
}

}  // namespace quantladder::bench
