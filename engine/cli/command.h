#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/cli/arguments.h"
#include "lanternfish/error.h"

namespace lanternfish::cli {

/// Why a command ends early. `badUsage` is exit status 2, anything else 1.
struct Failure {
    // Implicit, so that LF_TRY passes the engine's errors on.
    Failure(Error reason) : error(std::move(reason)) {}
    Failure(Error reason, bool usage) : error(std::move(reason)), badUsage(usage) {}

    Error error;
    bool badUsage = false;
};

/// The exit status of a command that said all it had to say.
using Outcome = std::expected<int, Failure>;

/// What the program knows about where it stands.
struct Context {
    std::filesystem::path executableFolder;

    /// share/lanternfish/model beside the folder of the executable, in the build tree as when installed.
    std::filesystem::path builtInModel() const;
};

/// Parses; an outcome when there is nothing left to do: help was printed, or the usage is bad.
std::optional<Outcome> parseOrStop(Arguments& arguments, const std::vector<std::string>& list);

/// For what the parser can't see alone, such as two options that exclude each other.
Outcome badUsage(std::string message);

Outcome runChat(const Context& context, const std::vector<std::string>& list);
Outcome runRun(const Context& context, const std::vector<std::string>& list);
Outcome runLogits(const Context& context, const std::vector<std::string>& list);
Outcome runInspect(const Context& context, const std::vector<std::string>& list);
Outcome runTokenize(const Context& context, const std::vector<std::string>& list);
Outcome runBench(const Context& context, const std::vector<std::string>& list);
Outcome runDoctorCommand(const Context& context, const std::vector<std::string>& list);

}  // namespace lanternfish::cli
