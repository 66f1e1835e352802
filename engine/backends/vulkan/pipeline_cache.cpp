#include "engine/backends/vulkan/pipeline_cache.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <string_view>
#include <utility>

#include "engine/backends/vulkan/shader_code.h"
#include "engine/base/cache_file.h"

namespace lanternfish::backends::vulkan {

namespace {

// Drivers write some megabytes for all shaders of a model.
constexpr uint64_t kMostBytes = uint64_t{64} << 20U;
constexpr char kMagic[8] = {'L', 'F', 'P', 'I', 'P', 'E', 'S', '\n'};
constexpr uint32_t kVersion = 1;

/// What stands before the driver's data. Every field but the last two is known beforehand.
struct Header {
    char magic[8];
    uint32_t version;
    uint32_t vendor;
    uint32_t device;
    uint32_t driver;
    uint8_t uuid[VK_UUID_SIZE];
    uint64_t shaders;
    uint64_t dataBytes;
    uint64_t checksum;
};
static_assert(sizeof(Header) == 64, "no padding, which nothing would check");

Header headerOf(const PipelineCacheKey& key, std::span<const std::byte> data) {
    Header header{};
    std::ranges::copy(kMagic, header.magic);
    header.version = kVersion;
    header.vendor = key.vendor;
    header.device = key.device;
    header.driver = key.driver;
    std::ranges::copy(key.uuid, header.uuid);
    header.shaders = key.shaders;
    header.dataBytes = data.size();
    header.checksum = hashOf(data);
    return header;
}

/// What stands at the start of the driver's data by Vulkan's own rules.
VkPipelineCacheHeaderVersionOne driverHeaderOf(const PipelineCacheKey& key) {
    VkPipelineCacheHeaderVersionOne header{};
    header.headerSize = sizeof(header);
    header.headerVersion = VK_PIPELINE_CACHE_HEADER_VERSION_ONE;
    header.vendorID = key.vendor;
    header.deviceID = key.device;
    std::ranges::copy(key.uuid, header.pipelineCacheUUID);
    return header;
}

std::unexpected<Error> refused(std::string why) {
    return makeError(ErrorCode::InvalidFile, std::move(why));
}

}  // namespace

PipelineCacheKey keyOf(const VkPhysicalDeviceProperties& properties) {
    PipelineCacheKey key{properties.vendorID, properties.deviceID, properties.driverVersion};
    std::ranges::copy(properties.pipelineCacheUUID, key.uuid);
    key.shaders = kEmptyHash;
    for (const ShaderModule& module : shaderModules()) {
        key.shaders = hashOf(std::as_bytes(std::span(module.shader)), key.shaders);
        key.shaders = hashOf(std::as_bytes(module.words), key.shaders);
    }
    return key;
}

std::string describeKey(const PipelineCacheKey& key) {
    std::string text = std::format("device {:x}:{:x}, driver {:x} ", key.vendor, key.device, key.driver);
    for (const uint8_t byte : key.uuid)
        text += std::format("{:02x}", byte);
    return text + std::format(", shaders {:016x}", key.shaders);
}

std::vector<std::byte> packPipelineCache(const PipelineCacheKey& key, std::span<const std::byte> data) {
    const Header header = headerOf(key, data);
    std::vector<std::byte> file(sizeof(header) + data.size());
    std::memcpy(file.data(), &header, sizeof(header));
    std::ranges::copy(data, file.begin() + sizeof(header));
    return file;
}

Result<std::span<const std::byte>> unpackPipelineCache(const PipelineCacheKey& key, std::span<const std::byte> file) {
    Header found;
    if (file.size() < sizeof(found))
        return refused(std::format("{} bytes, expected a header of {}", file.size(), sizeof(found)));
    std::memcpy(&found, file.data(), sizeof(found));
    const std::span<const std::byte> data = file.subspan(sizeof(found));
    const Header expected = headerOf(key, data);
    if (std::memcmp(found.magic, expected.magic, sizeof(found.magic)) != 0 || found.version != expected.version)
        return refused("not in the format of this version");
    if (found.dataBytes != data.size())
        return refused(std::format("{} bytes of data, expected {}", data.size(), found.dataBytes));
    if (found.checksum != expected.checksum)
        return refused("its checksum does not fit its data");
    if (std::memcmp(&found, &expected, sizeof(found)) != 0)
        return refused("of another device, driver or version of the shaders");
    VkPipelineCacheHeaderVersionOne driver;
    if (data.size() < sizeof(driver))
        return refused(std::format("{} bytes of data, expected a header of {}", data.size(), sizeof(driver)));
    const VkPipelineCacheHeaderVersionOne wanted = driverHeaderOf(key);
    std::memcpy(&driver, data.data(), sizeof(driver));
    if (std::memcmp(&driver, &wanted, sizeof(driver)) != 0)
        return refused("its data is not this driver's");
    return data;
}

PipelineCache::PipelineCache(const Context& context, const std::filesystem::path& folder)
    : m_context(context), m_key(keyOf(context.properties())) {
    if (folder.empty()) {
        m_report.note = "no folder for it";
        return;
    }
    const std::string_view name = context.properties().deviceName;
    m_report.file = folder / std::format("vulkan-{:016x}.pipelines", hashOf(std::as_bytes(std::span(name))));
    const auto file = readCacheFile(m_report.file, kMostBytes + sizeof(Header));
    const auto data = file ? unpackPipelineCache(m_key, *file) : std::unexpected(file.error());
    if (data)
        m_cache = create(*data);
    m_report.accepted = m_cache != VK_NULL_HANDLE;
    m_report.note = m_report.accepted ? "" : data ? "the driver refused it" : data.error().message;
    if (!m_report.accepted)
        m_cache = create({});
}

PipelineCache::~PipelineCache() {
    store();
    if (m_cache != VK_NULL_HANDLE)
        m_context.vk().vkDestroyPipelineCache(m_context.device(), m_cache, nullptr);
}

VkPipelineCache PipelineCache::create(std::span<const std::byte> data) const {
    VkPipelineCacheCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    info.initialDataSize = data.size();
    info.pInitialData = data.data();
    VkPipelineCache cache = VK_NULL_HANDLE;
    const VkResult made = m_context.vk().vkCreatePipelineCache(m_context.device(), &info, nullptr, &cache);
    return made == VK_SUCCESS ? cache : VK_NULL_HANDLE;
}

void PipelineCache::store() {
    if (!std::exchange(m_changed, false) || m_cache == VK_NULL_HANDLE || m_context.lost())
        return;
    try {
        const VolkDeviceTable& vk = m_context.vk();
        size_t size = 0;
        if (vk.vkGetPipelineCacheData(m_context.device(), m_cache, &size, nullptr) != VK_SUCCESS || size > kMostBytes)
            return;
        std::vector<std::byte> data(size);
        if (vk.vkGetPipelineCacheData(m_context.device(), m_cache, &size, data.data()) != VK_SUCCESS)
            return;
        data.resize(size);
        m_report.stored = writeCacheFile(m_report.file, packPipelineCache(m_key, data));
    } catch (const std::exception&) {
        m_report.stored = false;  // No memory for a copy: the next run compiles again.
    }
}

}  // namespace lanternfish::backends::vulkan
