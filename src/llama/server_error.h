// Reads what a server says that went wrong, in the shapes that servers say it in.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace quantladder::llama {

// Returns one line, "too long [exceed_context_size_error]"; nullopt when the JSON reports no error. The shapes are
// listed in docs/servers.md.
std::optional<std::string> find_error(const nlohmann::json& json);

// Returns the same of JSON that is one only where no answer follows: {"message": "no such route"}, {"detail": "Not
// Found"}.
std::optional<std::string> find_possible_error(const nlohmann::json& json);

// Returns the same of a value that is known to be an error, whatever its shape.
std::string describe_error(const nlohmann::json& error);

// Returns "HTTP 400: request (9017 tokens) exceeds the available context size [exceed_context_size_error]": one line,
// from JSON error bodies of any shape, or the start of any other text.
std::string describe_error_body(int status, const std::string& body);

// Returns whether there is nothing but line ends, comments and fields other than `data`, which no answer can be in.
bool is_only_comments(std::string_view body);

// Returns whether the content type that the headers named is that of events; empty: they named none.
bool is_event_stream(std::string_view kind);

// Returns one line: "no event stream came, but text/html: <!DOCTYPE html> ...". `kind`: the content type and encoding.
std::string describe_other_body(std::string_view body, const std::string& kind);

}  // namespace quantladder::llama
