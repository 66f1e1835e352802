#pragma once

#include <memory>
#include <string>

#include "engine/runtime/executor.h"
#include "lanternfish/session.h"

namespace lanternfish::runtime {

/// The one implementation of Session: tokens, and the caches that hold what the model made of them.
class Timeline final : public Session {
public:
    static Result<std::unique_ptr<Session>> create(Executor& executor);
    ~Timeline() override;

    Result<SyncProgress> sync(std::span<const TokenId> tokens, const std::function<void(const SyncProgress&)>& progress,
                              std::stop_token stop) override;
    Result<void> decode(TokenId token, std::stop_token stop) override;
    Result<void> appendWithLogits(std::span<const TokenId> tokens,
                                  const std::function<void(uint32_t, std::span<const float>)>& sink,
                                  std::stop_token stop) override;
    Result<void> fillRandom(uint32_t count, uint64_t seed) override;

    std::span<const float> logits() const override { return m_logits; }
    const std::vector<TokenId>& tokens() const override { return m_tokens; }
    uint32_t contextLimit() const override { return m_executor.options().contextLimit; }
    uint64_t cacheBytes() const override;
    std::optional<RecordedWork> lastStepWork() const override { return m_executor.lastWork(); }

private:
    enum class Outputs : uint8_t { None, Last, All };

    explicit Timeline(Executor& executor) : m_executor(executor) {}
    Result<void> checkTokens(std::span<const TokenId> tokens, size_t already) const;
    Result<void> ensureCapacity(uint32_t tokens);
    Result<std::span<const float>> evaluate(std::span<const TokenId> chunk, Outputs outputs, std::stop_token stop);
    /// Random rows for the first `count` indices of cache number `index`.
    Result<void> fillCache(size_t index, uint64_t count, uint64_t seed);
    void truncate(size_t count);

    Executor& m_executor;
    ops::SequenceCaches m_caches;
    std::vector<uint32_t> m_capacities;  // Rows of each growing cache; unused for rings.
    std::vector<TokenId> m_tokens;
    // One past the highest position ever written: rings hold positions from here back, whatever was truncated since.
    size_t m_highWater = 0;
    std::vector<float> m_logits;  // Of the last token; empty when unknown.
};

}  // namespace lanternfish::runtime
