// What a server says that went wrong, in the shapes that servers say it in.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace quantladder::llama {

// "too long [exceed_context_size_error]": one line; absent when the JSON reports no error. The shapes are listed in
// docs/servers.md.
std::optional<std::string> find_error(const nlohmann::json& json);

// The same of JSON that is one only where no answer follows: {"message": "no such route"}, {"detail": "Not Found"}.
std::optional<std::string> find_possible_error(const nlohmann::json& json);

// The same of a value that is known to be an error, whatever its shape.
std::string describe_error(const nlohmann::json& error);

// "HTTP 400: request (9017 tokens) exceeds the available context size [exceed_context_size_error]": one line, from
// JSON error bodies of any shape, or the start of any other text.
std::string describe_error_body(int status, const std::string& body);

}  // namespace quantladder::llama
