#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lanternfish::tests {

struct ProcessOptions {
    std::string input = {};
    double seconds = 120;       ///< After that the process is killed and `timedOut` set.
    uint64_t addressSpace = 0;  ///< Bytes; 0: as it is. Left out under sanitizers, which reserve terabytes.
    /// Called with all of stdout and stderr whenever more has come; for what must happen in the middle.
    std::function<void(int pid, const std::string& output, const std::string& errors)> watch = {};
};

struct ProcessResult {
    int status = -1;  ///< Exit status; -1 when a signal ended it.
    int signal = 0;
    bool timedOut = false;
    uint64_t peakMemory = 0;  ///< Bytes resident.
    std::string output;
    std::string errors;
};

/// Runs a program and waits for it.
ProcessResult runProcess(const std::vector<std::string>& command, const ProcessOptions& options = {});

/// Limits what this process may map, unless a sanitizer is at work.
void limitAddressSpace(uint64_t bytes);

}  // namespace lanternfish::tests
