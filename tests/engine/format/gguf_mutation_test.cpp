#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <random>

#include "engine/format/gguf.h"
#include "tests/fakes/gguf_writer.h"

namespace {

// Live bytes of the heap, so that a test can see the most that a call held.
std::atomic<size_t> liveBytes = 0;
std::atomic<size_t> peakBytes = 0;

constexpr size_t kPrefix = alignof(std::max_align_t);

}  // namespace

void* operator new(size_t size) {
    auto* block = static_cast<char*>(std::malloc(size + kPrefix));
    if (block == nullptr)
        throw std::bad_alloc();
    std::memcpy(block, &size, sizeof(size));
    const size_t live = liveBytes += size;
    if (live > peakBytes)
        peakBytes = live;
    return block + kPrefix;
}

void operator delete(void* pointer) noexcept {
    if (pointer == nullptr)
        return;
    char* block = static_cast<char*>(pointer) - kPrefix;
    size_t size = 0;
    std::memcpy(&size, block, sizeof(size));
    liveBytes -= size;
    std::free(block);
}

void operator delete(void* pointer, size_t) noexcept {
    operator delete(pointer);
}

namespace lanternfish::format {
namespace {

std::string readFile(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Changes a file the way damage and malice do, most often in its header.
class Mutator {
public:
    explicit Mutator(uint64_t seed) : m_random(seed) {}

    std::string mutate(std::string bytes, size_t headerBytes) {
        for (uint64_t changes = 1 + below(3); changes > 0; --changes)
            change(bytes, std::min(headerBytes, bytes.size()));
        return bytes;
    }

private:
    uint64_t below(uint64_t bound) { return m_random() % bound; }

    void change(std::string& bytes, size_t header) {
        if (header < 16)
            return;
        // Half of the changes go to the preamble and the first keys, where a change reaches furthest.
        const size_t at = below(below(2) == 0 ? std::min<size_t>(header, 256) : header);
        switch (below(6)) {
            case 0:
                bytes[at] = static_cast<char>(m_random());
                break;
            case 1:
                overwrite(bytes, at, m_random() >> below(64));
                break;
            case 2:
                overwrite(bytes, at, kBounds[below(std::size(kBounds))]);
                break;
            case 3:
                bytes.resize(below(4) == 0 ? below(bytes.size()) : below(header));
                break;
            case 4:
                bytes.erase(at, below(64));
                break;
            default:
                bytes.insert(at, bytes.substr(below(header), below(64)));
                break;
        }
    }

    static void overwrite(std::string& bytes, size_t at, uint64_t value) {
        std::memcpy(bytes.data() + at, &value, std::min(sizeof(value), bytes.size() - at));
    }

    static constexpr uint64_t kBounds[] = {
        0, 1, ~0ULL, 1ULL << 63, (1ULL << 63) - 1, 1ULL << 32, 0xFFFFFFFF, 0x7FFFFFFF, 1ULL << 61, 9, 8, ~0ULL - 7};
    std::mt19937_64 m_random;
};

/// Everything that a caller could touch lies in the bytes.
void visit(const GgufFile& file, std::span<const std::byte> bytes) {
    const auto inside = [&](const void* begin, size_t size) {
        const auto* first = static_cast<const std::byte*>(begin);
        return size == 0 ||
               (first >= bytes.data() && size <= bytes.size() && first <= bytes.data() + (bytes.size() - size));
    };
    for (const MetadataEntry& entry : file.metadata()) {
        ASSERT_TRUE(inside(entry.key.data(), entry.key.size()));
        ASSERT_TRUE(inside(entry.value.bytes().data(), entry.value.bytes().size()));
        ASSERT_EQ(file.find(entry.key), &entry.value);
        ASSERT_FALSE(entry.value.text().empty());
        if (entry.value.isArray() && entry.value.elementType() == ValueType::String) {
            StringArray strings(entry.value);
            while (const auto text = strings.next())
                ASSERT_TRUE(inside(text->data(), text->size()));
        }
    }
    for (const TensorInfo& tensor : file.tensors()) {
        ASSERT_TRUE(inside(tensor.data.data(), tensor.data.size()));
        ASSERT_EQ(tensor.data.size(), tensor.bytes);
        ASSERT_EQ(file.findTensor(tensor.name), &tensor);
    }
}

void runMutations(const std::string& original, uint64_t seed, int count) {
    const auto sound = GgufFile::parse("sound", std::as_bytes(std::span(original)));
    ASSERT_TRUE(sound);
    Mutator mutator(seed);
    int refused = 0;
    for (int i = 0; i < count; ++i) {
        const std::string bytes = mutator.mutate(original, sound->header().size());
        const auto view = std::as_bytes(std::span(bytes));
        const size_t before = liveBytes;
        peakBytes = before;
        const auto file = GgufFile::parse("mutated", view);
        const size_t peak = peakBytes - before;
        if (file) {
            visit(*file, view);
            continue;
        }
        ++refused;
        ASSERT_TRUE(file.error().message.starts_with("mutated: ")) << file.error().message;
        // What a refusal holds is bounded by the file; the last term is its message and the smallest tables.
        ASSERT_LT(peak, 2 * bytes.size() + 4096) << "mutation " << i << ": " << file.error().message;
    }
    EXPECT_GT(refused, count / 4) << "mutations that change nothing test nothing";
}

const std::filesystem::path kTiny = std::filesystem::path(LANTERNFISH_TEST_DATA) / "tiny" / "mini-mix.gguf";

TEST(GgufMutation, SmallFile) {
    runMutations(fakes::smallGguf(), 1, 100);
}

TEST(GgufMutation, ModelFile) {
    runMutations(readFile(kTiny), 2, 100);
}

TEST(GgufMutation, SlowSmallFile) {
    runMutations(fakes::smallGguf(), 3, 8000);
}

TEST(GgufMutation, SlowModelFile) {
    runMutations(readFile(kTiny), 4, 2000);
}

TEST(GgufMutation, CountsAreNotBelievedBeforeTheEntriesAreRead) {
    // Counts that would fit into the file, over nothing but zeros.
    fakes::GgufWriter writer;
    writer.keyCount = 60000;
    writer.tensorCount = 30000;
    std::string bytes = writer.header();
    bytes.resize(1 << 20);
    const size_t before = liveBytes;
    peakBytes = before;
    const auto file = GgufFile::parse("zeros", std::as_bytes(std::span(bytes)));
    ASSERT_FALSE(file);
    EXPECT_LT(peakBytes - before, 16U << 10);
}

}  // namespace
}  // namespace lanternfish::format
