#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/backends/vulkan/context.h"
#include "engine/backends/vulkan/vulkan_backend.h"

namespace lanternfish::backends::vulkan {

/// What compiled pipelines are good for: this driver on this device, for these shaders.
struct PipelineCacheKey {
    uint32_t vendor = 0;
    uint32_t device = 0;
    uint32_t driver = 0;
    uint8_t uuid[VK_UUID_SIZE] = {};
    uint64_t shaders = 0;
};

PipelineCacheKey keyOf(const VkPhysicalDeviceProperties& properties);
/// All of it, in one line.
std::string describeKey(const PipelineCacheKey& key);

/// The file's bytes: our header, then the driver's data.
std::vector<std::byte> packPipelineCache(const PipelineCacheKey& key, std::span<const std::byte> data);

/// The driver's data in a file's bytes. Errors: InvalidFile, for anything that was not packed by the above with the
/// same key, whole and unchanged. Drivers trust what they are given, so that nothing else may reach them.
Result<std::span<const std::byte>> unpackPipelineCache(const PipelineCacheKey& key, std::span<const std::byte> file);

/// The driver's cache of compiled pipelines, kept in a file from run to run. No failure here is an error: it only costs
/// the time to compile.
class PipelineCache {
public:
    /// folder: made when missing; empty for none.
    PipelineCache(const Context& context, const std::filesystem::path& folder);
    ~PipelineCache();
    PipelineCache(const PipelineCache&) = delete;
    PipelineCache& operator=(const PipelineCache&) = delete;

    /// May be null, which Vulkan takes for no cache.
    VkPipelineCache handle() const { return m_cache; }
    void noteCompiled() { m_changed = true; }
    /// Writes the file if something was compiled since it was read or written last.
    void store();
    const PipelineCacheReport& report() const { return m_report; }
    const PipelineCacheKey& key() const { return m_key; }

private:
    VkPipelineCache create(std::span<const std::byte> data) const;

    const Context& m_context;
    PipelineCacheKey m_key;
    PipelineCacheReport m_report;
    VkPipelineCache m_cache = VK_NULL_HANDLE;
    bool m_changed = false;
};

}  // namespace lanternfish::backends::vulkan
