// An engine on CUDA, and one that loses it: another device goes on with the text.
#include <cuda.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "emulated_cuda.h"
#include "engine/backends/cuda/cuda_backend.h"
#include "engine/devices.h"
#include "lanternfish/device_text.h"

namespace lanternfish::tests {
namespace {

const std::filesystem::path kModel = LANTERNFISH_TEST_DATA "/tiny/mini-mix.gguf";

Result<std::unique_ptr<ops::Backend>> createEmulated(const std::string& id, const BackendOptions& how) {
    if (!id.starts_with("cuda"))
        return createBackend(id, how);
    const std::string device = id.size() > 5 ? id.substr(5) : std::string();
    return backends::createCudaBackend({.device = device, .library = LANTERNFISH_EMULATED_CUDA});
}

struct Loaded {
    std::unique_ptr<Engine> engine;
    std::unique_ptr<Session> session;
};

Loaded load(const EngineOptions& options) {
    Loaded loaded;
    auto engine = loadEngine(kModel, options, {.create = createEmulated});
    EXPECT_TRUE(engine) << describe(engine.error());
    if (!engine)
        return loaded;
    loaded.engine = std::move(*engine);
    loaded.session = loaded.engine->createSession().value();
    return loaded;
}

TokenId best(const Session& session) {
    const auto logits = session.logits();
    return static_cast<TokenId>(std::ranges::max_element(logits) - logits.begin());
}

const std::vector<TokenId> kPrompt = {5, 17, 120, 44, 9, 230, 61, 18};
constexpr size_t kAnswer = 8;

/// Goes on until `tokens` has that many, or its device fails.
Result<void> answer(Session& session, std::vector<TokenId>& tokens) {
    LF_TRY(const SyncProgress done, session.sync(tokens));
    (void)done;
    while (tokens.size() < kPrompt.size() + kAnswer) {
        const TokenId next = best(session);
        LF_CHECK(session.decode(next));
        tokens.push_back(next);
    }
    return {};
}

class CudaEngine : public testing::Test {
protected:
    void SetUp() override {
        emulatedCudaReset();
        Loaded processor = load({.backend = "cpu"});
        m_expected = kPrompt;
        ASSERT_TRUE(answer(*processor.session, m_expected));
    }
    void TearDown() override { emulatedCudaReset(); }

    std::vector<TokenId> m_expected;
};

TEST_F(CudaEngine, AnswersAsTheProcessorDoes) {
    for (const char* const backend : {"cuda", "cuda:0"}) {
        const Loaded loaded = load({.backend = backend, .chunk = 8});
        EXPECT_EQ(loaded.engine->device().id, "cuda:0");
        EXPECT_EQ(describe(loaded.engine->deviceReason()), "On cuda:0 Emulated CUDA card, as chosen.");
        std::vector<TokenId> tokens = kPrompt;
        ASSERT_TRUE(answer(*loaded.session, tokens));
        EXPECT_EQ(tokens, m_expected);
    }
}

TEST_F(CudaEngine, SaysWhyItCantBeThere) {
    const auto refusal = [](const std::string& backend) {
        const auto engine = loadEngine(kModel, {.backend = backend}, {.create = createEmulated});
        return engine ? std::string() : describe(engine.error());
    };
    EXPECT_NE(refusal("cuda:3").find("no NVIDIA device '3'; there is one"), std::string::npos) << refusal("cuda:3");
    const EmulatedCudaCard old{"GeForce GTX 1060", 6, 1, uint64_t{6} << 30U, 10, 48 << 10, 48 << 10};
    emulatedCudaSetCards(&old, 1);
    EXPECT_NE(refusal("cuda").find("GeForce GTX 1060: its compute capability is 6.1"), std::string::npos);
    emulatedCudaSetDriverVersion(12040);
    EXPECT_NE(refusal("cuda").find("supports CUDA 12.4"), std::string::npos);
    emulatedCudaReset();
    const EmulatedCudaCard small{"small", 8, 6, 1 << 20, 10, 48 << 10, 48 << 10};
    emulatedCudaSetCards(&small, 1);
    EXPECT_NE(refusal("cuda").find("bytes of device memory"), std::string::npos) << refusal("cuda");
    EmulatedCudaCounts counts;
    emulatedCudaGetCounts(&counts);
    EXPECT_EQ(counts.contexts, 0U) << "what could not be loaded is gone";
}

// A prompt's chunk, the first token, and one in the middle of the answer.
TEST_F(CudaEngine, AnotherDeviceGoesOnWhereItWasLost) {
    EmulatedCudaCounts counts;
    uint64_t launches = 0;
    {
        const Loaded loaded = load({.backend = "cuda", .chunk = 4});
        std::vector<TokenId> tokens = kPrompt;
        ASSERT_TRUE(answer(*loaded.session, tokens));
        emulatedCudaGetCounts(&counts);
        launches = counts.launches;
    }
    for (const double moment : {0.05, 0.3, 0.7, 1.0}) {
        SCOPED_TRACE(moment);
        emulatedCudaReset();
        std::vector<TokenId> tokens = kPrompt;
        FailedDevice failed;
        {
            const Loaded loaded = load({.backend = "cuda", .chunk = 4});
            emulatedCudaFailKernel(nullptr, static_cast<int>(moment * static_cast<double>(launches)),
                                   CUDA_ERROR_ILLEGAL_ADDRESS);
            const auto lost = answer(*loaded.session, tokens);
            ASSERT_FALSE(lost);
            EXPECT_EQ(lost.error().code, ErrorCode::DeviceLost) << describe(lost.error());
            EXPECT_LE(loaded.session->tokens().size(), m_expected.size());
            EXPECT_TRUE(std::ranges::equal(loaded.session->tokens(),
                                           std::span(m_expected).first(loaded.session->tokens().size())))
                << "what the session holds is right";
            const auto again = loaded.session->sync(tokens);
            ASSERT_FALSE(again) << "the device is lost for good";
            EXPECT_EQ(again.error().code, ErrorCode::DeviceLost);
            failed = {loaded.engine->device(), StoppedAnswering{}};
        }
        EXPECT_TRUE(std::ranges::equal(tokens, std::span(m_expected).first(tokens.size())));
        emulatedCudaGetCounts(&counts);
        EXPECT_EQ(counts.contexts, 0U);
        // As the application does it.
        const Loaded next = load({.failed = {failed}});
        EXPECT_FALSE(next.engine->device().backend == "cuda");
        const std::string reason = describe(next.engine->deviceReason());
        EXPECT_TRUE(reason.contains("cuda:0 Emulated CUDA card was skipped: it stopped answering.")) << reason;
        ASSERT_TRUE(answer(*next.session, tokens));
        EXPECT_EQ(tokens, m_expected);
    }
}

TEST_F(CudaEngine, AStoppedTokenIsEvaluatedAnew) {
    const Loaded loaded = load({.backend = "cuda", .chunk = 8});
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = loaded.session->sync(kPrompt, {}, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    std::vector<TokenId> tokens = kPrompt;
    ASSERT_TRUE(answer(*loaded.session, tokens));
    EXPECT_EQ(tokens, m_expected);
}

}  // namespace
}  // namespace lanternfish::tests
