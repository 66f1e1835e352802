#include "engine/backends/vulkan/pipeline_cache.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/engine/backends/gpu_workload.h"
#include "tests/engine/cli/scratch_folder.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {
namespace {

namespace vulkan = backends::vulkan;
using Bytes = std::vector<std::byte>;

constexpr size_t kHeader = 64;
constexpr size_t kDriverHeader = sizeof(VkPipelineCacheHeaderVersionOne);

vulkan::PipelineCacheKey key() {
    vulkan::PipelineCacheKey key{1, 2, 3, {}, 4};
    for (uint8_t i = 0; i < VK_UUID_SIZE; ++i)
        key.uuid[i] = static_cast<uint8_t>(i + 10);
    return key;
}

/// What a driver writes by Vulkan's rules, with some bytes of its own behind.
Bytes driverData(const vulkan::PipelineCacheKey& of) {
    VkPipelineCacheHeaderVersionOne header{
        kDriverHeader, VK_PIPELINE_CACHE_HEADER_VERSION_ONE, of.vendor, of.device, {}};
    std::memcpy(header.pipelineCacheUUID, of.uuid, VK_UUID_SIZE);
    Bytes data(kDriverHeader + 40, std::byte{0x5A});
    std::memcpy(data.data(), &header, kDriverHeader);
    return data;
}

TEST(PipelineCacheFile, givesBackWhatWasPacked) {
    const Bytes data = driverData(key());
    const Bytes file = vulkan::packPipelineCache(key(), data);
    const auto found = vulkan::unpackPipelineCache(key(), file);
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_EQ(Bytes(found->begin(), found->end()), data);
}

TEST(PipelineCacheFile, refusesEveryFlippedBitAndEveryOtherLength) {
    Bytes file = vulkan::packPipelineCache(key(), driverData(key()));
    for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
        file[bit / 8] ^= std::byte{1} << bit % 8;
        EXPECT_FALSE(vulkan::unpackPipelineCache(key(), file)) << "bit " << bit;
        file[bit / 8] ^= std::byte{1} << bit % 8;
    }
    for (size_t length = 0; length < file.size(); ++length)
        EXPECT_FALSE(vulkan::unpackPipelineCache(key(), std::span(file).first(length))) << length << " bytes";
    file.push_back({});
    EXPECT_FALSE(vulkan::unpackPipelineCache(key(), file));
}

TEST(PipelineCacheFile, refusesAnyOtherKey) {
    const Bytes file = vulkan::packPipelineCache(key(), driverData(key()));
    std::vector<vulkan::PipelineCacheKey> others(5, key());
    ++others[0].vendor;
    ++others[1].device;
    ++others[2].driver;
    ++others[3].uuid[VK_UUID_SIZE - 1];
    ++others[4].shaders;
    for (const vulkan::PipelineCacheKey& other : others)
        EXPECT_FALSE(vulkan::unpackPipelineCache(other, file));
}

// Our own header and checksum fit, the driver's header does not.
TEST(PipelineCacheFile, refusesDataThatTheDriverDidNotWrite) {
    for (size_t length = 0; length < kDriverHeader; ++length) {
        Bytes data = driverData(key());
        data.resize(length);
        EXPECT_FALSE(vulkan::unpackPipelineCache(key(), vulkan::packPipelineCache(key(), data))) << length << " bytes";
    }
    for (size_t i = 0; i < kDriverHeader; ++i) {
        Bytes data = driverData(key());
        data[i] ^= std::byte{1};
        EXPECT_FALSE(vulkan::unpackPipelineCache(key(), vulkan::packPipelineCache(key(), data))) << "byte " << i;
    }
}

class VulkanPipelineCache : public testing::Test {
protected:
    void SetUp() override {
        if (!vulkanAvailable())
            GTEST_SKIP() << "no usable Vulkan device here";
    }

    /// One life of a backend with that folder, which must compute well whatever is in there.
    static backends::PipelineCacheReport live(const std::filesystem::path& folder) {
        auto backend = createVulkanUnderTest({.cacheFolder = folder});
        if (!backend) {
            ADD_FAILURE() << describe(backend.error());
            return {};
        }
        GpuWorkload workload;
        EXPECT_TRUE(workload.run(**backend));
        EXPECT_TRUE(workload.right());
        return backends::pipelineCacheReport(**backend);
    }

    ScratchFolder m_scratch;
};

TEST_F(VulkanPipelineCache, isMadeThenAccepted) {
    const std::filesystem::path folder = m_scratch.path("deep/er");
    const auto first = live(folder);
    EXPECT_FALSE(first.accepted);
    EXPECT_TRUE(first.stored);
    EXPECT_TRUE(std::filesystem::is_regular_file(first.file));
    const auto second = live(folder);
    EXPECT_TRUE(second.accepted) << second.note;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "nothing else is left there";
    EXPECT_EQ(live({}).file, std::filesystem::path());
}

TEST_F(VulkanPipelineCache, isIgnoredAndWrittenAnewWhereItIsDamaged) {
    const std::filesystem::path folder = m_scratch.path("cache");
    const std::filesystem::path file = live(folder).file;
    const std::string good = ScratchFolder::read(file.string());
    ASSERT_GE(good.size(), kHeader + kDriverHeader);
    std::vector<std::string> damaged;
    // Empty; the ends of the magic, the version, the ids, the two headers; one byte short.
    for (const size_t length : {size_t{0}, size_t{8}, size_t{12}, size_t{40}, kHeader, kHeader + kDriverHeader - 1})
        damaged.push_back(good.substr(0, length));
    // The driver's version, its id of caches, the shaders, the data.
    for (const size_t at : {size_t{20}, size_t{24}, size_t{40}, kHeader, good.size() - 1}) {
        damaged.push_back(good);
        damaged.back()[at] ^= 1;
    }
    damaged.emplace_back((64U << 20U) + 1024, '\0');
    for (const std::string& bytes : damaged) {
        std::ofstream(file, std::ios::binary) << bytes;
        const auto report = live(folder);
        EXPECT_FALSE(report.accepted) << bytes.size() << " bytes";
        EXPECT_FALSE(report.note.empty());
        EXPECT_TRUE(report.stored);
        EXPECT_EQ(ScratchFolder::read(file.string()).size(), good.size());
    }
    EXPECT_TRUE(live(folder).accepted);
}

TEST_F(VulkanPipelineCache, isDoneWithoutWhereItCantBe) {
    // A file where the folder should be.
    const auto blocked = live(m_scratch.write("file", "text") + "/below");
    EXPECT_FALSE(blocked.accepted);
    EXPECT_FALSE(blocked.stored);
    // A folder where the file should be.
    const std::filesystem::path folder = m_scratch.path("cache");
    const std::filesystem::path file = live(folder).file;
    std::filesystem::remove(file);
    std::filesystem::create_directories(file / "inside");
    const auto occupied = live(folder);
    EXPECT_FALSE(occupied.accepted);
    EXPECT_FALSE(occupied.stored);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "nothing else is left there";
    // A folder that may not be written to: the superuser may write everywhere.
    std::filesystem::remove_all(file);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const bool writable = std::ofstream(folder / "probe").is_open();
    EXPECT_EQ(live(folder).stored, writable);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace lanternfish::tests
