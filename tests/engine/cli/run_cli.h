#pragma once

#include <string>
#include <vector>

#include "tests/engine/cli/process.h"

namespace lanternfish::tests {

/// The command line as users start it.
inline ProcessResult cli(std::vector<std::string> arguments, const ProcessOptions& options = {}) {
    arguments.insert(arguments.begin(), LANTERNFISH_CLI);
    return runProcess(arguments, options);
}

}  // namespace lanternfish::tests
