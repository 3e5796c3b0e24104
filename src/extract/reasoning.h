// Takes a model's reasoning out of a reply, by the marks around it.
#pragma once

#include <array>
#include <string_view>

#include "extract/text.h"
#include "quantladder/core/thinking_marks.h"

namespace quantladder::extract {

class Reasoning {
 public:
  // Drops what stands before a closing mark without an opening one: some chat templates write that into the prompt.
  explicit Reasoning(Lines& lines);

  // For a line outside code: blanks out what is reasoning. Afterwards lines[i] is answer, or inside() holds.
  void take_from(std::size_t i);

  bool inside() const { return mark_ != nullptr; }
  bool was_there() const { return was_there_; }

 private:
  void find_closing_marks();
  void drop_before_orphan_close();
  bool opens(std::size_t i);
  bool is_opening(std::size_t i, std::size_t at, std::size_t mark) const;

  Lines& lines_;
  std::array<std::size_t, core::kThinkingMarks.size()> last_close_{};  // the line after the last one with that mark
  const core::ThinkingMark* mark_ = nullptr;                           // of the reasoning that is open
  bool was_there_ = false;
};

}  // namespace quantladder::extract
