#include "engine/cli/command.h"

#include <cstdio>
#include <print>

namespace lanternfish::cli {

std::filesystem::path Context::builtInModel() const {
    return (executableFolder.parent_path() / "share/lanternfish/model/lanternfish-nano.gguf").lexically_normal();
}

std::optional<Outcome> parseOrStop(Arguments& arguments, const std::vector<std::string>& list) {
    auto parsed = arguments.parse(list);
    if (!parsed) {
        return std::unexpected(Failure(std::move(parsed).error(), true));
    }
    if (!*parsed) {
        std::print(stdout, "{}", arguments.help());
        return 0;
    }
    return std::nullopt;
}

Outcome badUsage(std::string message) {
    return std::unexpected(Failure(Error{ErrorCode::InvalidArgument, std::move(message), nullptr}, true));
}

}  // namespace lanternfish::cli
