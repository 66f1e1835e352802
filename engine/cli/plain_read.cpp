#include "engine/cli/plain_read.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <format>
#include <fstream>
#include <memory>
#include <new>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

namespace lanternfish::cli {

namespace {

/// Far above any cache, so that reading it again comes from memory again.
constexpr uint64_t kMostBufferBytes = uint64_t{1} << 30U;
constexpr uint64_t kPasses = 5;

uint64_t sum(std::span<const uint64_t> words) {
    // Four sums, so that the additions don't wait for each other.
    uint64_t totals[4] = {};
    size_t i = 0;
    for (; i + 4 <= words.size(); i += 4) {
        for (size_t lane = 0; lane < 4; ++lane) {
            totals[lane] += words[i + lane];
        }
    }
    return std::accumulate(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(),
                           totals[0] + totals[1] + totals[2] + totals[3]);
}

Result<void> fill(std::span<uint64_t> words, const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    auto* target = reinterpret_cast<char*>(words.data());
    auto left = static_cast<std::streamsize>(words.size_bytes());
    while (left > 0) {
        stream.read(target, left);
        const std::streamsize got = stream.gcount();
        if (got == 0) {
            return makeError(ErrorCode::Io, std::format("{}: can't be read", file.string()));
        }
        target += got;
        left -= got;
        // A file that is smaller than the buffer fills it several times over.
        stream.clear();
        stream.seekg(0);
    }
    return {};
}

}  // namespace

Result<PlainRead> measurePlainRead(const std::filesystem::path& file, uint64_t bytes, unsigned threads) {
    PlainRead result;
    result.threads = threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
    const uint64_t words = std::max<uint64_t>(std::min(bytes, kMostBufferBytes) / sizeof(uint64_t), 1);
    const uint64_t rounds = std::max<uint64_t>(bytes / (words * sizeof(uint64_t)), 1);
    result.bufferBytes = words * sizeof(uint64_t);
    result.bytes = result.bufferBytes * rounds;
    const std::unique_ptr<uint64_t[]> buffer(new (std::nothrow) uint64_t[words]);
    if (buffer == nullptr) {
        return makeError(ErrorCode::OutOfMemory,
                         std::format("no memory for the {} bytes of the plain read", result.bufferBytes));
    }
    const std::span<uint64_t> all(buffer.get(), words);
    LF_CHECK(fill(all, file));

    // Added up and looked at, so that the compiler can't leave the reads out.
    std::atomic<uint64_t> total = 0;
    std::barrier sync(static_cast<std::ptrdiff_t>(result.threads) + 1);
    std::vector<std::jthread> team;
    for (unsigned thread = 0; thread < result.threads; ++thread) {
        const auto slice = all.subspan(words * thread / result.threads,
                                       words * (thread + 1) / result.threads - words * thread / result.threads);
        team.emplace_back([&, slice] {
            for (uint64_t pass = 0; pass < kPasses; ++pass) {
                sync.arrive_and_wait();
                for (uint64_t round = 0; round < rounds; ++round) {
                    total += sum(slice);
                }
                sync.arrive_and_wait();
            }
        });
    }
    result.seconds = 1e30;
    for (uint64_t pass = 0; pass < kPasses; ++pass) {
        sync.arrive_and_wait();
        const auto start = std::chrono::steady_clock::now();
        sync.arrive_and_wait();
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        result.seconds = std::min(result.seconds, elapsed.count());
    }
    return result;
}

}  // namespace lanternfish::cli
