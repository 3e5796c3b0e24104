// The files that a program of llama.cpp is made of, and what they tell without being run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace quantladder::llama {

// Returns llama.cpp's shared libraries that belong to the program (libllama, libggml with its backends, libmtmd), in
// order: those in its folder, where a link leads, and in the folder `lib` beside that. None: it is linked statically.
std::vector<std::filesystem::path> own_libraries(const std::filesystem::path& program);

// Returns one hash of all of a program: of its file where it has no libraries of its own, else of the files' hashes.
std::string program_sha256(const std::filesystem::path& program);

// Returns those of the tensor types ("IQ4_KS") whose names ggml's table in the program does not have. Empty where the
// program has no such table.
std::vector<std::string> find_lacking_types(const std::filesystem::path& program,
                                            const std::vector<std::string>& types);

}  // namespace quantladder::llama
