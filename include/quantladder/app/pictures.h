// Charts as PNG, for places that show no SVG. The program that draws them is never fetched.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace quantladder::app {

// Where rsvg-convert lies; nullopt: it is not here.
std::optional<std::string> find_picture_program();
extern const char* const kPictureRemedy;  // how to get it

// Draws each file X.svg of `files` as X.png beside it, whole or not at all. Returns what it wrote. Throws
// core::Error(environment) without the program, and with its words where it fails.
std::vector<std::filesystem::path> draw_pictures(const std::vector<std::filesystem::path>& files);

}  // namespace quantladder::app
