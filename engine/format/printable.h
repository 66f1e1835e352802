#pragma once

#include <string>
#include <string_view>

namespace lanternfish::format {

/// `text` for a message: valid UTF-8 stays, control characters and stray bytes become \xNN, and what goes past about
/// `limit` bytes becomes "...".
std::string printable(std::string_view text, size_t limit = 96);

/// Length in bytes (1 to 4) of the well-formed UTF-8 character at the start of `text`; 0 when there is none.
size_t utf8Length(std::string_view text);

}  // namespace lanternfish::format
