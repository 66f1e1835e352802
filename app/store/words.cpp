#include "app/store/words.h"

#include <array>

namespace lanternfish::store {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 3> kRoles = {"system", "user", "assistant"};
constexpr std::array<std::string_view, 5> kStatuses = {"complete", "streaming", "interrupted", "stopped", "failed"};
constexpr std::array<std::string_view, 2> kMath = {"exact", "fast"};
constexpr std::array<std::string_view, 3> kThinking = {"none", "high", "max"};

template <class Enum, size_t count>
std::optional<Enum> find(const std::array<std::string_view, count>& words, std::string_view word) {
    for (size_t i = 0; i < count; ++i) {
        if (words[i] == word) {
            return static_cast<Enum>(i);
        }
    }
    return std::nullopt;
}

}  // namespace

std::string_view word(Role role) {
    return kRoles[static_cast<size_t>(role)];
}
std::string_view word(Status status) {
    return kStatuses[static_cast<size_t>(status)];
}
std::string_view word(ThinkingLevel level) {
    return kThinking[static_cast<size_t>(level)];
}
std::string_view word(Math math) {
    return kMath[static_cast<size_t>(math)];
}

std::optional<Role> roleOf(std::string_view word) {
    return find<Role>(kRoles, word);
}
std::optional<Status> statusOf(std::string_view word) {
    return find<Status>(kStatuses, word);
}
std::optional<ThinkingLevel> thinkingOf(std::string_view word) {
    return find<ThinkingLevel>(kThinking, word);
}
std::optional<Math> mathOf(std::string_view word) {
    return find<Math>(kMath, word);
}

}  // namespace lanternfish::store
