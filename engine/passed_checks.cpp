#include "engine/passed_checks.h"

#include <algorithm>
#include <format>

#include "engine/base/cache_file.h"

namespace lanternfish {

namespace {

// Goes up when the check finds more than it did, or the file looks otherwise.
constexpr int kVersion = 1;

std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span(text));
}

/// All that the file says. It is compared as a whole, which finds what a checksum would, and more.
std::string contentFor(const Device& device, const std::string& fingerprint) {
    return std::format("Lanternfish self check {}: passed\n{} {}\n{}\n", kVersion, device.backend, device.name,
                       fingerprint);
}

}  // namespace

std::filesystem::path PassedChecks::fileOf(const Device& device) const {
    return m_folder / std::format("{}-{:016x}.checked", device.backend, hashOf(bytesOf(device.id + " " + device.name)));
}

bool PassedChecks::contains(const Device& device, const std::string& fingerprint) const {
    if (m_folder.empty() || fingerprint.empty())
        return false;
    const std::string expected = contentFor(device, fingerprint);
    const auto found = readCacheFile(fileOf(device), expected.size());
    return found && std::ranges::equal(*found, bytesOf(expected));
}

void PassedChecks::add(const Device& device, const std::string& fingerprint) const {
    if (!m_folder.empty() && !fingerprint.empty())
        writeCacheFile(fileOf(device), bytesOf(contentFor(device, fingerprint)));
}

}  // namespace lanternfish
