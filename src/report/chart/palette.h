// The colours of charts and page, by role, in two themes. Text has a contrast of 4.5 to 1, marks of 3 to 1.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace quantladder::report {

struct Colours {
  std::string_view name;  // of the role, and of the page's variable: "--ink"
  std::string_view light;
  std::string_view dark;
};

enum class Use { ground, text, mark, decoration };

struct PaletteRow : Colours {
  Use use = Use::mark;
};

inline constexpr std::array<PaletteRow, 18> kPalette{{
    {{"bg", "#ffffff", "#0d1117"}, Use::ground},
    {{"panel", "#f6f8fa", "#161b22"}, Use::ground},
    {{"ink", "#1b1f24", "#e6edf3"}, Use::text},
    {{"soft", "#59636e", "#9aa7b4"}, Use::text},
    {{"accent", "#0b6bcb", "#6cb2ff"}, Use::text},
    {{"grid", "#d8dee4", "#2b333d"}, Use::decoration},
    {{"band", "#e8f1fb", "#13243a"}, Use::decoration},
    // What was shown of a model.
    {{"lead", "#0b6bcb", "#6cb2ff"}, Use::mark},   // recommended
    {{"tie", "#3d84d6", "#4f95e6"}, Use::mark},    // not told from it
    {{"worse", "#7b8591", "#7d8792"}, Use::mark},  // shown to be worse, or below a limit
    {{"open", "#1b1f24", "#e6edf3"}, Use::mark},   // nothing was shown
    // How a cell ended.
    {{"pass", "#0f8a76", "#3fb8a4"}, Use::mark},
    {{"fail", "#c9661a", "#f0a35e"}, Use::mark},
    {{"error", "#b0406f", "#e27aa5"}, Use::mark},
    {{"truncated", "#a87a00", "#e3c463"}, Use::mark},
    {{"no_answer", "#7d8792", "#7b8591"}, Use::mark},
    {{"unscored", "#59636e", "#9aa7b4"}, Use::mark},
    {{"rest", "#e3efee", "#17302e"}, Use::decoration},  // of a bar that could be full
}};

// Shares from 0 to 1 in nine steps; the text on a step is whichever of `ink` and `bg` can be read better there.
inline constexpr std::array<Colours, 9> kSteps{{{"h0", "#f3f5f7", "#171c22"},
                                                {"h1", "#e3efee", "#17302e"},
                                                {"h2", "#cbe5e1", "#184340"},
                                                {"h3", "#add8d1", "#1a5650"},
                                                {"h4", "#86c7bd", "#1d6b63"},
                                                {"h5", "#5bb2a6", "#1f7369"},
                                                {"h6", "#2f9b8c", "#2e998b"},
                                                {"h7", "#128371", "#45b09f"},
                                                {"h8", "#0a6a5b", "#6cc8b7"}}};

// Returns the contrast of two colours "#rrggbb" by WCAG 2.
double contrast(std::string_view a, std::string_view b);

// Returns the step of a share: "h3"; and of the text on it: "t3".
std::string step_of(double share);
std::string text_on_step(double share);

// Returns the style of charts: with variables, whose values follow the reader's theme, or with one theme's colours.
enum class Theme { variables, light, dark };
std::string style_of(Theme theme);

}  // namespace quantladder::report
