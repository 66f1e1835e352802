#pragma once

#include <optional>
#include <string_view>

#include "app/store/types.h"

namespace lanternfish::store {

/// The words that stand in the database for the enumerations; nothing for a word that is not one of them.
std::string_view word(Role role);
std::string_view word(Status status);
std::string_view word(ThinkingLevel level);
std::string_view word(Math math);
std::optional<Role> roleOf(std::string_view word);
std::optional<Status> statusOf(std::string_view word);
std::optional<ThinkingLevel> thinkingOf(std::string_view word);
std::optional<Math> mathOf(std::string_view word);

}  // namespace lanternfish::store
