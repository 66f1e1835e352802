#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "lanternfish/error.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish {

struct SyncProgress {
    uint32_t reused = 0;  ///< Tokens of the wanted list that the session already held.
    uint32_t done = 0;    ///< Tokens of the wanted list that are evaluated, the reused ones included.
    uint32_t total = 0;
};

/// What the device was told to do for one step, as it was recorded: with fewer rows than it was recorded for, those
/// that are missing count, except in what is read of caches.
struct RecordedWork {
    uint32_t dispatches = 0;
    uint32_t barriers = 0;
    uint64_t leastBytes = 0;  ///< Weights, inputs, outputs and rows of caches of every dispatch, each once.
    uint64_t movedBytes = 0;  ///< With what several workgroups read again.
};

/// One mutable timeline of tokens on one engine, with its caches. The engine must outlive it. Thread: one at a time.
/// After an error (Cancelled included) the session holds the tokens that `tokens()` lists and can go on.
class Session {
public:
    virtual ~Session() = default;

    /// Makes the session hold exactly `tokens`: keeps the longest prefix that its caches can go back to and evaluates
    /// the rest in chunks. Afterwards `logits()` belongs to the last token. Errors: InvalidArgument (empty, an id
    /// outside the vocabulary, longer than the context), Cancelled (within 100 ms of the request), OutOfMemory,
    /// DeviceLost.
    virtual Result<SyncProgress> sync(std::span<const TokenId> tokens,
                                      const std::function<void(const SyncProgress&)>& progress = {},
                                      std::stop_token stop = {}) = 0;

    /// Appends one token and evaluates it. Errors as for sync.
    virtual Result<void> decode(TokenId token, std::stop_token stop = {}) = 0;

    /// Appends `tokens` and hands out the logits of every one, a chunk at a time:
    /// sink(index of the chunk's first token within `tokens`, [chunk, vocab]).
    virtual Result<void> appendWithLogits(std::span<const TokenId> tokens,
                                          const std::function<void(uint32_t, std::span<const float>)>& sink,
                                          std::stop_token stop = {}) = 0;

    /// Replaces the timeline by `count` made-up tokens whose cache rows are random but valid: a depth to measure at
    /// without the hours to get there. What is decoded after it means nothing.
    virtual Result<void> fillRandom(uint32_t count, uint64_t seed) = 0;

    /// [vocab] of the last token; empty before the first evaluation. Valid until the next call.
    virtual std::span<const float> logits() const = 0;

    virtual const std::vector<TokenId>& tokens() const = 0;

    /// Most tokens that this session may hold.
    virtual uint32_t contextLimit() const = 0;

    /// Bytes that the caches take at their present length.
    virtual uint64_t cacheBytes() const = 0;

    /// Of the last step that the engine evaluated; nothing on devices that record no commands.
    virtual std::optional<RecordedWork> lastStepWork() const { return std::nullopt; }
};

}  // namespace lanternfish
