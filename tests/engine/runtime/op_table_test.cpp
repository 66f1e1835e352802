// The op table is the only way to a weight or a cache: the whole model runs on a backend that looks at neither, while
// the pages of the weights can't even be read.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "engine/model/binding.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/timeline.h"
#include "tests/engine/runtime/logits_compare.h"
#include "tests/fakes/recording_backend.h"

namespace lanternfish::tests {
namespace {

const std::filesystem::path kData = LANTERNFISH_TEST_DATA;

/// A copy of a file in memory whose tail can be made unreadable.
class GuardedFile {
public:
    explicit GuardedFile(const std::filesystem::path& file) {
        const auto content = readAll<std::byte>(file);
        const size_t page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
        m_size = content.size();
        m_mapped = (m_size + page - 1) / page * page;
        m_data = static_cast<std::byte*>(
            ::mmap(nullptr, m_mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        std::memcpy(m_data, content.data(), m_size);
    }
    ~GuardedFile() { ::munmap(m_data, m_mapped); }
    GuardedFile(const GuardedFile&) = delete;
    GuardedFile& operator=(const GuardedFile&) = delete;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

    /// From the first whole page at or after `offset` on every access is a crash.
    void forbidFrom(size_t offset) {
        const size_t page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
        const size_t start = (offset + page - 1) / page * page;
        ASSERT_EQ(::mprotect(m_data + start, m_mapped - start, PROT_NONE), 0);
    }

private:
    std::byte* m_data = nullptr;
    size_t m_size = 0, m_mapped = 0;
};

TEST(OpTable, isTheOnlyWayToWeightsAndCaches) {
    for (const char* name : {"mini-mix.gguf", "small-ds4.gguf"}) {
        GuardedFile guarded(kData / "tiny" / name);
        auto file = format::GgufFile::parse(name, guarded.bytes());
        ASSERT_TRUE(file) << describe(file.error());
        auto config = model::readConfig(*file);
        ASSERT_TRUE(config) << describe(config.error());
        auto tensors = model::bindTensors(*file, *config);
        ASSERT_TRUE(tensors) << describe(tensors.error());
        guarded.forbidFrom(file->header().size());

        auto owned = std::make_unique<fakes::RecordingBackend>();
        fakes::RecordingBackend& backend = *owned;
        auto executor =
            runtime::Executor::create(std::move(owned), *config, *tensors, {.chunk = 64, .contextLimit = 2000});
        ASSERT_TRUE(executor) << describe(executor.error());
        {
            auto session = runtime::Timeline::create(**executor);
            ASSERT_TRUE(session);
            std::vector<TokenId> tokens(1000);
            for (size_t index = 0; index < tokens.size(); ++index)
                tokens[index] = static_cast<TokenId>(index % 320);
            auto synced = (*session)->sync(tokens);
            ASSERT_TRUE(synced) << describe(synced.error());
            ASSERT_TRUE((*session)->decode(3));
            // Every cache is reached by ops and by nothing else.
            EXPECT_EQ(backend.cacheAccesses, 0U);
            EXPECT_EQ(backend.submittedCaches.size(), (*executor)->cachePlan().caches.size());
        }
        EXPECT_EQ(backend.liveCaches(), 0U) << "a session gives its caches back";
        // Every weight that was given to the backend is used by some op.
        for (const std::string& weight : backend.weightNames)
            EXPECT_TRUE(backend.submittedWeights.contains(weight)) << weight << " is in no op";
        // 16 chunks and one token.
        EXPECT_EQ(backend.submittedOps.at("embed"), 17U);
        EXPECT_EQ(backend.submittedOps.at("attention"), 17U * config->layers.size());
        EXPECT_EQ(backend.submittedOps.at("logits"), 2U) << "logits are computed only where they are wanted";
    }
}

}  // namespace
}  // namespace lanternfish::tests
