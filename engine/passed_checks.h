#pragma once

#include <filesystem>
#include <string>

#include "lanternfish/device.h"

namespace lanternfish {

/// Which devices have passed the self check, in a folder from run to run: a file each. `fingerprint` is that of the
/// device's backend. A file that isn't exactly what this version writes for it says nothing. No failure here is an
/// error: it only costs another check.
class PassedChecks {
public:
    /// folder: made when missing; empty for nothing kept.
    explicit PassedChecks(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    bool contains(const Device& device, const std::string& fingerprint) const;
    void add(const Device& device, const std::string& fingerprint) const;
    /// One for each device, whatever its driver: what an update made stale is written over.
    std::filesystem::path fileOf(const Device& device) const;

private:
    std::filesystem::path m_folder;
};

}  // namespace lanternfish
