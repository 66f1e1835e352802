#include "engine/cli/plain_read.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <chrono>
#include <format>
#include <fstream>
#include <limits>
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
constexpr size_t kPasses = 5;

using Clock = std::chrono::steady_clock;

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

    // Kept, so that the compiler can't leave the reads out.
    std::atomic<uint64_t> total = 0;
    std::barrier sync(static_cast<std::ptrdiff_t>(result.threads));
    // Each thread looks at the clock itself: one that waits for the others may be woken long after they are done.
    std::vector<std::array<Clock::time_point, kPasses>> starts(result.threads);
    std::vector<std::array<Clock::time_point, kPasses>> ends(result.threads);
    const auto work = [&](unsigned thread) {
        const uint64_t begin = words * thread / result.threads;
        const auto slice = all.subspan(begin, words * (thread + 1) / result.threads - begin);
        for (size_t pass = 0; pass < kPasses; ++pass) {
            sync.arrive_and_wait();
            starts[thread][pass] = Clock::now();
            for (uint64_t round = 0; round < rounds; ++round) {
                total += sum(slice);
            }
            ends[thread][pass] = Clock::now();
        }
    };
    {
        std::vector<std::jthread> team;
        for (unsigned thread = 1; thread < result.threads; ++thread) {
            team.emplace_back(work, thread);
        }
        work(0);
    }
    result.seconds = std::numeric_limits<double>::infinity();
    for (size_t pass = 0; pass < kPasses; ++pass) {
        const auto at = [pass](const auto& times) { return times[pass]; };
        const std::chrono::duration<double> elapsed =
            at(std::ranges::max(ends, {}, at)) - at(std::ranges::min(starts, {}, at));
        result.seconds = std::min(result.seconds, elapsed.count());
    }
    return result;
}

}  // namespace lanternfish::cli
