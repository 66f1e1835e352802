#include <algorithm>
#include <chrono>
#include <cstdio>
#include <format>
#include <optional>
#include <print>
#include <random>
#include <span>
#include <string_view>

#include "engine/cli/command.h"
#include "engine/cli/json_writer.h"
#include "engine/cli/model_arguments.h"
#include "engine/cli/plain_read.h"
#include "engine/cli/text.h"
#include "lanternfish/device_text.h"
#include "lanternfish/sampler.h"

namespace lanternfish::cli {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// FNV-1a over the bytes of every logit, 64 bits: two runs with the same hash computed the same numbers.
class LogitsHash {
public:
    void add(std::span<const float> logits) {
        for (const std::byte byte : std::as_bytes(logits)) {
            m_hash = (m_hash ^ static_cast<uint64_t>(byte)) * 0x100000001b3U;
        }
    }
    std::string text() const { return std::format("{:016x}", m_hash); }

private:
    uint64_t m_hash = 0xcbf29ce484222325U;
};

struct BenchPlan {
    uint64_t prompt = 512;
    uint64_t gen = 64;
    uint64_t depth = 0;
    uint64_t seed = 1;
};

/// What the device was told to do for one step.
struct StepCounts {
    RecordedWork work;
    uint64_t rows = 0;
    uint64_t depth = 0;  ///< Tokens of the context, those of the step included.
};

struct BenchResult {
    double loadSeconds = 0;
    double prefillSeconds = 0;
    double decodeSeconds = 0;
    uint64_t cacheBytes = 0;
    std::optional<StepCounts> chunk;  ///< The last one of those with the most rows.
    std::optional<StepCounts> token;  ///< The last one.
    std::string hash;
    PlainRead read;
};

double perSecond(uint64_t count, double seconds) {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

/// Evaluates `tokens`, and counts what a chunk of them takes.
Result<void> readPrompt(Session& session, std::span<const TokenId> tokens, BenchResult& result) {
    uint64_t done = session.tokens().size();
    const auto count = [&](const SyncProgress& progress) {
        const uint64_t rows = progress.done - std::min<uint64_t>(done, progress.done);
        done = progress.done;
        const std::optional<RecordedWork> work = session.lastStepWork();
        if (work && rows > 0 && (!result.chunk || rows >= result.chunk->rows))
            result.chunk = {*work, rows, done};
    };
    const auto start = Clock::now();
    LF_CHECK(session.sync(tokens, count));
    result.prefillSeconds = secondsSince(start);
    return {};
}

Result<void> measure(const Engine& engine, Session& session, const BenchPlan& plan, BenchResult& result) {
    if (plan.depth + plan.prompt + plan.gen > session.contextLimit()) {
        return makeError(ErrorCode::InvalidArgument,
                         std::format("--depth, --prompt and --gen: expected at most {} tokens together, the model's "
                                     "context, found {}",
                                     session.contextLimit(), plan.depth + plan.prompt + plan.gen));
    }
    if (plan.depth > 0) {
        LF_CHECK(session.fillRandom(static_cast<uint32_t>(plan.depth), plan.seed));
    }
    // Tokens drawn evenly reach every expert, as text of many subjects does.
    std::mt19937_64 random(plan.seed);
    std::vector<TokenId> tokens = session.tokens();
    for (uint64_t i = 0; i < plan.prompt; ++i) {
        tokens.push_back(static_cast<TokenId>(random() % engine.info().vocabularySize));
    }
    LogitsHash hash;
    if (plan.prompt > 0) {
        LF_CHECK(readPrompt(session, tokens, result));
        hash.add(session.logits());
    }
    Sampler greedy({.temperature = 0});
    for (uint64_t i = 0; i < plan.gen; ++i) {
        const TokenId next = session.logits().empty() ? 0 : greedy.sample(session.logits());
        const auto start = Clock::now();
        LF_CHECK(session.decode(next));
        result.decodeSeconds += secondsSince(start);
        hash.add(session.logits());
    }
    if (const std::optional<RecordedWork> work = session.lastStepWork(); work && plan.gen > 0)
        result.token = {*work, 1, session.tokens().size()};
    result.hash = hash.text();
    result.cacheBytes = session.cacheBytes();
    return {};
}

std::string depthNote(const BenchPlan& plan) {
    return plan.depth == 0 ? "nothing" : "random cache rows: the numbers mean nothing, the work is the same";
}

void addCounts(JsonWriter& json, const std::string& of, const StepCounts& counts) {
    json.field(of + "Dispatches", counts.work.dispatches).field(of + "Barriers", counts.work.barriers);
    json.field(of + "LeastBytes", counts.work.leastBytes).field(of + "MovedBytes", counts.work.movedBytes);
    json.field(of + "Depth", counts.depth);
}

std::string describe(const StepCounts& counts, std::string_view of) {
    const RecordedWork& work = counts.work;
    return std::format(
        "records  {} dispatches and {} barriers per {}, {} at least, {} moved, at a depth of {} tokens\n",
        work.dispatches, work.barriers, of, formatBytes(work.leastBytes), formatBytes(work.movedBytes), counts.depth);
}

std::string toJson(const Engine& engine, const ModelArguments& model, const BenchPlan& plan,
                   const BenchResult& result) {
    const ModelInfo& info = engine.info();
    const double decodeSpeed = perSecond(plan.gen, result.decodeSeconds);
    const double decodeBandwidth = decodeSpeed * static_cast<double>(info.bytesPerToken);
    JsonWriter json;
    json.beginObject().field("version", version()).field("model", info.name).field("fingerprint", info.fingerprint);
    json.field("fileBytes", info.fileBytes).field("parameters", info.parameterCount);
    json.field("device", engine.device().id).field("deviceName", engine.device().name);
    json.field("deviceNote", noteOf(engine.device())).field("threads", model.threads).field("chunk", model.chunk);
    json.field("numerics", model.numerics).field("math", model.math).field("seed", plan.seed);
    json.field("prompt", plan.prompt).field("gen", plan.gen).field("depth", plan.depth);
    json.field("depthFilledWith", depthNote(plan)).field("loadSeconds", result.loadSeconds);
    json.field("prefillSeconds", result.prefillSeconds);
    json.field("prefillTokensPerSecond", perSecond(plan.prompt, result.prefillSeconds));
    json.field("decodeSeconds", result.decodeSeconds).field("decodeTokensPerSecond", decodeSpeed);
    json.field("bytesPerToken", info.bytesPerToken).field("decodeBytesPerSecond", decodeBandwidth);
    json.field("plainReadBytes", result.read.bytes).field("plainReadBufferBytes", result.read.bufferBytes);
    json.field("plainReadThreads", result.read.threads);
    json.field("plainReadBytesPerSecond", result.read.bytesPerSecond());
    json.field("decodeShareOfPlainRead",
               result.read.bytesPerSecond() > 0 ? decodeBandwidth / result.read.bytesPerSecond() : 0);
    if (result.chunk) {
        json.field("prefillChunkRows", result.chunk->rows);
        addCounts(json, "prefillChunk", *result.chunk);
    }
    if (result.token)
        addCounts(json, "decode", *result.token);
    json.field("cacheBytes", result.cacheBytes).field("logitsHash", result.hash);
    return json.endObject().finish();
}

std::string toText(const Engine& engine, const BenchPlan& plan, const BenchResult& result) {
    const ModelInfo& info = engine.info();
    const double decodeSpeed = perSecond(plan.gen, result.decodeSeconds);
    const double decodeBandwidth = decodeSpeed * static_cast<double>(info.bytesPerToken);
    std::string text =
        std::format("{} on {} ({})\n", printable(info.name), engine.device().id, printable(engine.device().name));
    text += std::format("load     {:.3f} s, {}\n", result.loadSeconds, formatBytes(info.fileBytes));
    text += plan.depth == 0 ? "" : std::format("depth    {} tokens, filled with {}\n", plan.depth, depthNote(plan));
    text += std::format("prefill  {} tokens, {:.2f} per second\n", plan.prompt,
                        perSecond(plan.prompt, result.prefillSeconds));
    text += std::format("decode   {} tokens, {:.2f} per second\n", plan.gen, decodeSpeed);
    text += std::format("reads    {} per token, so {}/s\n", formatBytes(info.bytesPerToken),
                        formatBytes(static_cast<uint64_t>(decodeBandwidth)));
    text += std::format("ceiling  {}/s for a plain read of {} in {} of memory by {} threads\n",
                        formatBytes(static_cast<uint64_t>(result.read.bytesPerSecond())),
                        formatBytes(result.read.bytes), formatBytes(result.read.bufferBytes), result.read.threads);
    if (result.chunk)
        text += describe(*result.chunk, std::format("chunk of {} rows", result.chunk->rows));
    if (result.token)
        text += describe(*result.token, "token");
    text += std::format("caches   {}\n", formatBytes(result.cacheBytes));
    text += std::format("logits   {}\n", result.hash);
    return text;
}

}  // namespace

Outcome runBench(const Context& context, const std::vector<std::string>& list) {
    ModelArguments model;
    BenchPlan plan;
    bool json = false;
    Arguments arguments(
        "bench",
        "Measures reading a prompt and answering, beside a plain read of as many bytes as one token takes: memory\n"
        "that holds the file's beginning, at most 1 GiB of it, read again until the count is reached. --depth fills\n"
        "the caches with random valid rows, because evaluating that many tokens would take hours.");
    model.declareModel(arguments);
    arguments.number("--prompt", "tokens to read; default: 512", plan.prompt, 0, 1U << 24U);
    arguments.number("--gen", "tokens to answer with; default: 64", plan.gen, 0, 1U << 24U);
    arguments.number("--depth", "tokens that the context holds before; default: 0", plan.depth, 0, 1U << 24U);
    arguments.number("--seed", "of the prompt's tokens and the random rows; default: 1", plan.seed, 0, UINT64_MAX);
    model.declareEngine(arguments);
    arguments.flag("--json", "one JSON object", json);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }
    if (plan.prompt + plan.gen == 0) {
        return badUsage("--prompt and --gen: expected one above 0, found 0 and 0");
    }

    BenchResult result;
    const auto start = Clock::now();
    LF_TRY(const auto engine, model.load(context));
    result.loadSeconds = secondsSince(start);
    LF_TRY(const auto session, engine->createSession());
    LF_CHECK(measure(*engine, *session, plan, result));
    LF_TRY(result.read,
           measurePlainRead(model.file(context), engine->info().bytesPerToken, static_cast<unsigned>(model.threads)));
    std::print(stdout, "{}", json ? toJson(*engine, model, plan, result) : toText(*engine, plan, result));
    return 0;
}

}  // namespace lanternfish::cli
