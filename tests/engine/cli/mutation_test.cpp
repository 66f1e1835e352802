#include "tests/engine/cli/mutation.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <format>

#include "lanternfish/engine.h"
#include "lanternfish/inspect.h"
#include "tests/engine/cli/process.h"
#include "tests/engine/cli/scratch_folder.h"

namespace lanternfish::tests {
namespace {

const std::string kTiny = LANTERNFISH_TEST_DATA "/tiny/";

/// Most that a process needs to look at a file of a few MB, its code, libraries and thread stacks included.
constexpr uint64_t kMostAddressSpace = uint64_t{1} << 30U;
/// Looking at the sound file takes about 10 ms. A computer that runs many tests at once may take a hundred times
/// longer.
constexpr unsigned kMostSeconds = 20;

struct Original {
    std::string bytes;
    size_t headerBytes = 0;
};

Original readOriginal(const std::string& name) {
    Original original{ScratchFolder::read(kTiny + name)};
    uint64_t tensorBytes = 0;
    const FileReport report = inspectFile(kTiny + name).value();
    for (const TensorReport& tensor : report.tensors) {
        tensorBytes += tensor.bytes;
    }
    // The tensors lie at the end; padding between them moves this bound by a few hundred bytes at most.
    original.headerBytes = original.bytes.size() - tensorBytes;
    return original;
}

void check(bool condition, const std::string& what) {
    if (!condition) {
        // In a child of the test: its status is the message.
        static_cast<void>(::write(2, what.data(), what.size()));
        ::_exit(1);
    }
}

/// An error must be about this file and no bug; anything else than an error must be what the header promises.
void lookAt(const std::string& file) {
    const auto report = inspectFile(file);
    check(report || describe(report.error()).contains("mutant"), "inspect: an error that does not name the file\n");
    EngineOptions options;
    options.threads = 1;
    auto engine = Engine::load(file, options);
    if (!engine) {
        check(describe(engine.error()).contains("mutant"),
              "load: an error that does not name the file: " + describe(engine.error()) + "\n");
        check(engine.error().code != ErrorCode::Internal, "load: " + describe(engine.error()) + "\n");
        return;
    }
    auto session = (*engine)->createSession();
    if (!session) {
        return;
    }
    const std::vector<TokenId> tokens = {0, 1, 2, 0, 1};
    size_t floats = 0;
    const auto appended = (*session)->appendWithLogits(
        tokens, [&floats](uint32_t, std::span<const float> logits) { floats += logits.size(); });
    check(!appended || floats == tokens.size() * (*engine)->info().vocabularySize, "logits of another size\n");
}

/// Looks at the mutants of seeds [first, last) in a child process, so that a signal ends that and not the test. Returns
/// the seed at which it ended, `last` when all went well.
uint64_t lookAtMutants(const Original& original, const std::string& file, uint64_t first, uint64_t last) {
    auto* const reached = static_cast<volatile uint64_t*>(
        ::mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    *reached = first;
    const pid_t child = ::fork();
    if (child == 0) {
        limitAddressSpace(kMostAddressSpace);
        for (uint64_t seed = first; seed < last; ++seed) {
            *reached = seed;
            ::alarm(kMostSeconds);
            std::ofstream(file, std::ios::binary) << mutate(original.bytes, original.headerBytes, seed);
            lookAt(file);
        }
        *reached = last;
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    const uint64_t seed = *reached;
    ::munmap(const_cast<uint64_t*>(reached), sizeof(uint64_t));
    if (WIFSIGNALED(status)) {
        ADD_FAILURE() << "seed " << seed << " ends in signal " << WTERMSIG(status)
                      << (WTERMSIG(status) == SIGALRM ? ", a hang" : "");
    } else if (WEXITSTATUS(status) != 0) {
        ADD_FAILURE() << "seed " << seed << " breaks a promise";
    }
    return seed;
}

void lookAtManyMutants(const std::string& name, uint64_t count) {
    constexpr uint64_t kBatch = 200;
    const Original original = readOriginal(name);
    const ScratchFolder folder;
    int failures = 0;
    for (uint64_t seed = 0; seed < count && failures < 10;) {
        const uint64_t last = std::min(seed + kBatch, count);
        const uint64_t ended = lookAtMutants(original, folder.path("mutant.gguf"), seed, last);
        failures += ended < last ? 1 : 0;
        seed = ended < last ? ended + 1 : last;
    }
}

TEST(Mutation, SameSeedSameBytes) {
    const Original original = readOriginal("mini-mix.gguf");
    ASSERT_GT(original.headerBytes, 1000U);
    EXPECT_EQ(mutate(original.bytes, original.headerBytes, 7), mutate(original.bytes, original.headerBytes, 7));
    EXPECT_NE(mutate(original.bytes, original.headerBytes, 7), mutate(original.bytes, original.headerBytes, 8));
    EXPECT_NE(mutate(original.bytes, original.headerBytes, 7), original.bytes);
}

TEST(Mutation, TwoHundredThroughTheProgram) {
    const Original original = readOriginal("mini-mix.gguf");
    const ScratchFolder folder;
    const std::string tokens = folder.write("tokens.i32", std::string("\0\0\0\0\1\0\0\0\2\0\0\0", 12));
    const std::string file = folder.path("mutant.gguf");
    const std::string out = folder.path("out.f32");
    int loaded = 0;
    for (uint64_t seed = 0; seed < 200 && !HasFailure(); ++seed) {
        SCOPED_TRACE(std::format("seed {}", seed));
        const std::string bytes = mutate(original.bytes, original.headerBytes, seed);
        folder.write("mutant.gguf", bytes);
        const std::vector<std::vector<std::string>> commands = {
            {LANTERNFISH_CLI, "inspect", file, "--json"},
            {LANTERNFISH_CLI, "logits", "--model", file, "--tokens", tokens, "--out", out, "--threads", "1"}};
        for (const auto& command : commands) {
            const ProcessResult result =
                runProcess(command, {.seconds = kMostSeconds, .addressSpace = kMostAddressSpace});
            EXPECT_FALSE(result.timedOut);
            EXPECT_EQ(result.signal, 0);
            EXPECT_TRUE(result.status == 0 || result.status == 1) << result.status << result.errors;
            if (result.status == 1) {
                EXPECT_NE(result.errors.find("mutant.gguf"), std::string::npos) << result.errors;
                EXPECT_TRUE(command[1] == "inspect" || !std::filesystem::exists(out));
            }
        }
        loaded += std::filesystem::remove(out) ? 1 : 0;
    }
    // Damage that always shows at once, or never, would test one half of the engine only.
    EXPECT_GT(loaded, 20);
    EXPECT_LT(loaded, 180);
}

TEST(Mutation, SlowTenThousandOfMixedTypes) {
    lookAtManyMutants("mini-mix.gguf", 10'000);
}

TEST(Mutation, SlowTwoThousandOfTheOtherPublishersTypes) {
    lookAtManyMutants("small-ds4.gguf", 2'000);
}

}  // namespace
}  // namespace lanternfish::tests
