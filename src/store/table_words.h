// The words that tables use for a closed set of values, and those of a refusal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace quantladder::store {

// "", NaN, NA, null, None, - ...: a result that is not there.
bool is_missing(const std::string& text);

// Reads yes or no, in any case, as a number, or as spreadsheets of other languages write it; nullopt for another word.
std::optional<bool> parse_passed(const std::string& text);

// A name or a value as a message quotes it: without control characters, and not at full length if that is endless.
std::string shown(const std::string& text);

// Throws core::Error(usage) that names the table, and its row (from 1).
[[noreturn]] void refuse(const std::string& source, const std::string& what);
[[noreturn]] void refuse_row(const std::string& source, std::size_t row, const std::string& what);

}  // namespace quantladder::store
