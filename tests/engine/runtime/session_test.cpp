#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "lanternfish/chat.h"
#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"
#include "tests/engine/runtime/logits_compare.h"

namespace lanternfish::tests {
namespace {

const std::filesystem::path kData = LANTERNFISH_TEST_DATA;

struct Loaded {
    std::unique_ptr<Engine> engine;
    std::unique_ptr<Session> session;
};

Loaded load(const std::filesystem::path& model, EngineOptions options = {}) {
    options.backend = "cpu";
    auto engine = Engine::load(model, options);
    if (!engine)
        throw std::runtime_error(describe(engine.error()));
    auto session = (*engine)->createSession();
    if (!session)
        throw std::runtime_error(describe(session.error()));
    return {std::move(*engine), std::move(*session)};
}

std::vector<TokenId> tinyTokens() {
    return readAll<TokenId>(kData / "tiny/tokens-700.i32");
}

bool sameBytes(std::span<const float> a, std::span<const float> b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

class EveryModel : public testing::TestWithParam<const char*> {};

TEST_P(EveryModel, logitsHaveTheSameBytesForAnyChunkAndThreadCount) {
    const std::filesystem::path model = kData / "tiny" / (std::string(GetParam()) + ".gguf");
    const auto tokens = tinyTokens();
    std::vector<float> first;
    for (const unsigned threads : {1U, 2U}) {
        for (const uint32_t chunk : {1U, 7U, 64U, 512U}) {
            Loaded loaded = load(model, {.threads = threads, .chunk = chunk});
            std::vector<float> all;
            ASSERT_TRUE(loaded.session->appendWithLogits(tokens, [&](uint32_t, std::span<const float> logits) {
                all.insert(all.end(), logits.begin(), logits.end());
            }));
            if (first.empty())
                first = std::move(all);
            else
                EXPECT_TRUE(sameBytes(first, all)) << "threads " << threads << ", chunk " << chunk;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Files, EveryModel, testing::Values("mini-f32", "mini-mix", "small-iq2", "small-ds4"),
                         [](const auto& instance) {
                             std::string name = instance.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(Session, prefillOfAnyLengthEqualsSingleDecodes) {
    const std::filesystem::path model = kData / "tiny/mini-mix.gguf";
    const auto tokens = tinyTokens();
    Loaded stepwise = load(model);
    Loaded whole = load(model);
    for (size_t count = 1; count <= 300; ++count) {
        ASSERT_TRUE(stepwise.session->decode(tokens[count - 1]));
        // A fresh timeline each time: nothing may depend on what the caches held before.
        auto session = whole.engine->createSession();
        ASSERT_TRUE(session);
        ASSERT_TRUE((*session)->sync(std::span(tokens).first(count)));
        ASSERT_TRUE(sameBytes((*session)->logits(), stepwise.session->logits())) << count << " tokens";
    }
}

TEST(Session, goingBackGivesWhatAFreshSessionGives) {
    const std::filesystem::path model = kData / "tiny/mini-mix.gguf";
    const auto tokens = tinyTokens();
    Loaded reused = load(model, {.chunk = 64});
    Loaded fresh = load(model, {.chunk = 64});
    std::mt19937 random(7);
    std::vector<TokenId> wanted(tokens.begin(), tokens.begin() + 200);
    uint32_t reusedTokens = 0;
    for (int round = 0; round < 40; ++round) {
        // Cut anywhere, go on with other tokens: short steps back reuse the caches, long ones start again.
        const size_t keep = random() % (wanted.size() + 1);
        wanted.resize(keep);
        const size_t grow = 1 + random() % 150;
        for (size_t index = 0; index < grow && wanted.size() < 650; ++index)
            wanted.push_back(static_cast<TokenId>(random() % 320));
        auto report = reused.session->sync(wanted);
        ASSERT_TRUE(report);
        reusedTokens += report->reused;
        auto session = fresh.engine->createSession();
        ASSERT_TRUE((*session)->sync(wanted));
        ASSERT_TRUE(sameBytes(reused.session->logits(), (*session)->logits())) << "round " << round;
        EXPECT_EQ(reused.session->tokens(), wanted);
    }
    EXPECT_GT(reusedTokens, 0U);
}

TEST(Session, cachesGrowWithTheContext) {
    Loaded loaded = load(kData / "tiny/mini-mix.gguf", {.chunk = 64});
    const auto tokens = tinyTokens();
    ASSERT_TRUE(loaded.session->sync(std::span(tokens).first(10)));
    const uint64_t early = loaded.session->cacheBytes();
    ASSERT_TRUE(loaded.session->sync(tokens));
    EXPECT_GT(loaded.session->cacheBytes(), early);
    // 65,536 tokens of context in 3 compressed layers: had they been sized up front, the ratio-4 layers' rows of 128 +
    // 64 bytes at the very least would take 65,536 / 4 * 192 * 2 = 6 MB.
    EXPECT_LT(loaded.session->cacheBytes() - early, 1U << 20);
}

TEST(Session, refusesWhatDoesNotFitAndKeepsWhatItHas) {
    Loaded loaded = load(kData / "tiny/mini-mix.gguf", {.contextLimit = 100});
    const auto tokens = tinyTokens();
    EXPECT_EQ(loaded.session->contextLimit(), 100U);
    ASSERT_TRUE(loaded.session->sync(std::span(tokens).first(99)));
    EXPECT_EQ(loaded.session->sync(std::span(tokens).first(101)).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(loaded.session->tokens().size(), 99U);
    EXPECT_TRUE(loaded.session->decode(tokens[99]));
    EXPECT_EQ(loaded.session->decode(tokens[100]).error().code, ErrorCode::InvalidArgument);
    const TokenId outside[] = {0, 320};
    const auto refused = loaded.session->sync(outside);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "token 1: expected an id of 0 to 319, found 320");
    const TokenId negative[] = {-1};
    EXPECT_FALSE(loaded.session->sync(negative));
    EXPECT_FALSE(loaded.session->sync({}));
}

TEST(Session, cancelsWithinATenthOfASecondAndGoesOn) {
    using Clock = std::chrono::steady_clock;
    Loaded loaded = load(LANTERNFISH_NANO, {.threads = 2});
    std::vector<TokenId> tokens(3000);
    std::mt19937 random(3);
    for (TokenId& token : tokens)
        token = static_cast<TokenId>(random() % 4000);
    std::stop_source stop;
    Clock::time_point requested;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        requested = Clock::now();
        stop.request_stop();
    });
    const auto outcome = loaded.session->sync(tokens, {}, stop.get_token());
    const auto returned = Clock::now();
    canceller.join();
    ASSERT_FALSE(outcome) << "3,000 tokens took less than 150 ms";
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
    EXPECT_LT(returned - requested, std::chrono::milliseconds(100));
    const auto& held = loaded.session->tokens();
    EXPECT_TRUE(std::equal(held.begin(), held.end(), tokens.begin()));

    // What it holds is sound: going on gives what a fresh session gives.
    const auto wanted = std::span(tokens).first(held.size() + 40);
    ASSERT_TRUE(loaded.session->sync(wanted));
    auto fresh = loaded.engine->createSession();
    ASSERT_TRUE((*fresh)->sync(wanted));
    EXPECT_TRUE(sameBytes(loaded.session->logits(), (*fresh)->logits()));
}

TEST(Session, decodesAtAMadeUpDepth) {
    Loaded loaded = load(kData / "tiny/mini-mix.gguf");
    ASSERT_TRUE(loaded.session->fillRandom(20000, 1));
    EXPECT_EQ(loaded.session->tokens().size(), 20000U);
    ASSERT_TRUE(loaded.session->decode(5));
    for (const float logit : loaded.session->logits())
        ASSERT_TRUE(std::isfinite(logit));
    ASSERT_TRUE(loaded.session->sync(tinyTokens()));
    auto fresh = loaded.engine->createSession();
    ASSERT_TRUE((*fresh)->sync(tinyTokens()));
    EXPECT_TRUE(sameBytes(loaded.session->logits(), (*fresh)->logits()));
}

TEST(Session, aMadeUpDepthIsTheSameForAnyChunkAndThreadCount) {
    // Shorter than the rings, and several times round them; their lengths differ with the chunk.
    for (const uint32_t depth : {100U, 5003U}) {
        std::vector<float> expected;
        for (const uint32_t chunk : {7U, 512U, 1024U}) {
            Loaded loaded = load(kData / "tiny/mini-mix.gguf", {.threads = chunk == 7 ? 1U : 2U, .chunk = chunk});
            ASSERT_TRUE(loaded.session->fillRandom(depth, 3));
            auto tokens = loaded.session->tokens();
            tokens.insert(tokens.end(), {5, 6, 7, 8, 9});
            ASSERT_TRUE(loaded.session->sync(tokens));
            const auto logits = loaded.session->logits();
            if (expected.empty())
                expected.assign(logits.begin(), logits.end());
            EXPECT_TRUE(sameBytes(logits, expected)) << "depth " << depth << ", chunk " << chunk;
        }
    }
}

TEST(BuiltInModel, givesThePublishedGreedyAnswers) {
    std::ifstream file(kData / "nano/answers.json");
    const nlohmann::json answers = nlohmann::json::parse(file);
    ASSERT_EQ(answers.size(), 30U);
    Loaded loaded = load(LANTERNFISH_NANO);
    const Tokenizer& tokenizer = loaded.engine->tokenizer();
    for (const nlohmann::json& entry : answers) {
        const bool think = entry["think"];
        const ChatMessage question{Role::User, entry["question"]};
        auto prompt =
            encodeChat(tokenizer, std::span(&question, 1), {.thinking = think ? Thinking::High : Thinking::None});
        ASSERT_TRUE(prompt);
        ASSERT_TRUE(loaded.session->sync(*prompt));
        Sampler sampler({.temperature = 0});
        AnswerSplitter splitter(tokenizer, think);
        std::string reasoning, content;
        bool stopped = false;
        for (int count = 0; count < 200 && !stopped; ++count) {
            const TokenId token = sampler.sample(loaded.session->logits());
            stopped = token == tokenizer.eosId();
            if (stopped)
                break;
            const auto piece = splitter.push(token);
            reasoning += piece.reasoning;
            content += piece.content;
            ASSERT_TRUE(loaded.session->decode(token));
        }
        EXPECT_EQ(stopped, entry["stopped"].get<bool>()) << entry["question"];
        EXPECT_EQ(reasoning + content, entry["answer"].get<std::string>()) << entry["question"];
    }
}

}  // namespace
}  // namespace lanternfish::tests
