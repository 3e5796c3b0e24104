// Sets apart what a proxy says while it loads the model: it is no thought and no token of the model's.
#pragma once

#include <string>
#include <vector>

namespace quantladder::llama {

// llama-swap (sendLoadingState) sends, line by line and as reasoning: a ruled line, "llama-swap loading model: NAME",
// remarks and dots, "Done! (12.34s)", a ruled line, a blank one. Then the model begins.
class LoadingNotice {
 public:
  struct Piece {
    std::string text;
    double at_ms = 0;
  };
  // The next piece of the text; returns those that are the model's own, which may be earlier ones that looked like a
  // notice at first.
  std::vector<Piece> take(Piece piece);
  // All that was held back, when no model's text followed: a notice that never ended may have hidden it.
  std::vector<Piece> give_up();

  bool met() const { return met_; }
  bool over() const { return state_ == State::over; }  // all that follows is the model's own

 private:
  enum class State { undecided, inside, tail, over };
  std::string held_text() const;

  State state_ = State::undecided;
  std::vector<Piece> held_;
  bool met_ = false;
};

}  // namespace quantladder::llama
