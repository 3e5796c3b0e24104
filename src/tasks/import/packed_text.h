// Text that a data set packs: base64 around zlib around one pickled string.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quantladder::tasks {

// Returns the bytes; nullopt for what is no base64.
std::optional<std::string> from_base64(std::string_view text);

// Returns the one string that a pickle holds; nullopt for every other pickle. Nothing is unpickled: of a pickle's
// instructions, which can call any function, only those that say a text are known here.
std::optional<std::string> pickled_string(std::string_view pickle);

// Returns the text in `packed`. Throws core::Error(usage), without a place, for what is packed in another way.
std::string unpack_text(const std::string& packed);

}  // namespace quantladder::tasks
