#include "engine/runtime/timeline.h"

#include <algorithm>
#include <format>
#include <random>

namespace lanternfish::runtime {

namespace {

/// Spreads neighbouring numbers over all 64 bits (the finaliser of SplitMix64).
uint64_t mixed(uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

}  // namespace

Result<std::unique_ptr<Session>> Timeline::create(Executor& executor) {
    std::unique_ptr<Timeline> timeline(new Timeline(executor));
    for (const model::PlannedCache& planned : executor.cachePlan().caches) {
        auto cache = executor.backend().createCache(planned.spec);
        if (!cache)
            return wrapError(std::move(cache).error(), planned.name);
        timeline->m_caches.caches.push_back(*cache);
        timeline->m_capacities.push_back(planned.spec.capacity);
    }
    return timeline;
}

Timeline::~Timeline() {
    for (const ops::CacheId cache : m_caches.caches)
        m_executor.backend().releaseCache(cache);
}

uint64_t Timeline::cacheBytes() const {
    uint64_t bytes = 0;
    for (const ops::CacheId cache : m_caches.caches)
        bytes += m_executor.backend().cacheBytes(cache);
    return bytes;
}

Result<void> Timeline::checkTokens(std::span<const TokenId> tokens, size_t already) const {
    if (tokens.empty())
        return makeError(ErrorCode::InvalidArgument, "no tokens to evaluate");
    if (tokens.size() > contextLimit() - std::min<size_t>(already, contextLimit()))
        return makeError(ErrorCode::InvalidArgument, std::format("{} tokens don't fit the context: it holds {}",
                                                                 already + tokens.size(), contextLimit()));
    const auto vocabulary = static_cast<TokenId>(m_executor.config().vocabulary);
    for (size_t index = 0; index < tokens.size(); ++index)
        if (tokens[index] < 0 || tokens[index] >= vocabulary)
            return makeError(ErrorCode::InvalidArgument, std::format("token {}: expected an id of 0 to {}, found {}",
                                                                     index, vocabulary - 1, tokens[index]));
    return {};
}

Result<void> Timeline::ensureCapacity(uint32_t tokens) {
    const auto& planned = m_executor.cachePlan().caches;
    for (size_t index = 0; index < planned.size(); ++index) {
        if (planned[index].ratio == 0)
            continue;
        const uint32_t needed = tokens / planned[index].ratio;
        uint32_t& capacity = m_capacities[index];
        if (needed <= capacity)
            continue;
        // By half of what it has, so that growing costs little in all.
        const uint32_t most = contextLimit() / planned[index].ratio;
        const uint32_t wanted = std::min(std::max(needed, capacity + capacity / 2), std::max(most, needed));
        if (auto grown = m_executor.backend().growCache(m_caches.caches[index], wanted); !grown)
            return wrapError(std::move(grown).error(),
                             std::format("{}: growing from {} to {} rows", planned[index].name, capacity, wanted));
        capacity = wanted;
    }
    return {};
}

void Timeline::truncate(size_t count) {
    m_tokens.resize(count);
    m_logits.clear();
}

Result<std::span<const float>> Timeline::evaluate(std::span<const TokenId> chunk, Outputs outputs,
                                                  std::stop_token stop) {
    const auto first = static_cast<uint32_t>(m_tokens.size());
    const auto count = static_cast<uint32_t>(chunk.size());
    LF_CHECK(ensureCapacity(first + count));
    std::vector<ops::Row> rows(count);
    for (uint32_t index = 0; index < count; ++index)
        rows[index] = {.sequence = 0, .position = first + index, .token = chunk[index]};
    std::vector<uint32_t> wanted;
    if (outputs == Outputs::Last)
        wanted.push_back(count - 1);
    for (uint32_t index = 0; outputs == Outputs::All && index < count; ++index)
        wanted.push_back(index);
    const ops::SequenceCaches* const sequences[] = {&m_caches};
    m_highWater = std::max<size_t>(m_highWater, first + count);
    m_logits.clear();
    LF_TRY(const std::span<const float> logits, m_executor.run({rows, wanted, sequences}, stop));
    m_tokens.insert(m_tokens.end(), chunk.begin(), chunk.end());
    if (outputs != Outputs::None) {
        const auto last = logits.last(m_executor.config().vocabulary);
        m_logits.assign(last.begin(), last.end());
    }
    return logits;
}

Result<SyncProgress> Timeline::sync(std::span<const TokenId> tokens,
                                    const std::function<void(const SyncProgress&)>& progress, std::stop_token stop) {
    LF_CHECK(checkTokens(tokens, 0));
    const size_t common = static_cast<size_t>(std::ranges::mismatch(m_tokens, tokens).in1 - m_tokens.begin());
    if (common == tokens.size() && common == m_tokens.size() && !m_logits.empty())
        return SyncProgress{static_cast<uint32_t>(common), static_cast<uint32_t>(common),
                            static_cast<uint32_t>(common)};
    // The last token is always evaluated: its logits are what the caller wants.
    size_t kept = std::min(common, tokens.size() - 1);
    if (m_highWater - kept > m_executor.rollback()) {
        // The rings no longer hold what came before `kept`: start again. Everything that is read will be written first.
        kept = 0;
        m_highWater = 0;
    }
    truncate(kept);
    SyncProgress state{static_cast<uint32_t>(kept), static_cast<uint32_t>(kept), static_cast<uint32_t>(tokens.size())};
    while (state.done < state.total) {
        if (progress)
            progress(state);
        const auto chunk = tokens.subspan(state.done, std::min(m_executor.options().chunk, state.total - state.done));
        state.done += static_cast<uint32_t>(chunk.size());
        LF_CHECK(evaluate(chunk, state.done == state.total ? Outputs::Last : Outputs::None, stop));
    }
    if (progress)
        progress(state);
    return state;
}

Result<void> Timeline::decode(TokenId token, std::stop_token stop) {
    const TokenId tokens[] = {token};
    LF_CHECK(checkTokens(tokens, m_tokens.size()));
    LF_CHECK(evaluate(tokens, Outputs::Last, stop));
    return {};
}

Result<void> Timeline::appendWithLogits(std::span<const TokenId> tokens,
                                        const std::function<void(uint32_t, std::span<const float>)>& sink,
                                        std::stop_token stop) {
    LF_CHECK(checkTokens(tokens, m_tokens.size()));
    for (uint32_t done = 0; done < tokens.size();) {
        const auto chunk = tokens.subspan(done, std::min<size_t>(m_executor.options().chunk, tokens.size() - done));
        LF_TRY(const std::span<const float> logits, evaluate(chunk, Outputs::All, stop));
        sink(done, logits);
        done += static_cast<uint32_t>(chunk.size());
    }
    return {};
}

Result<void> Timeline::fillRandom(uint32_t count, uint64_t seed) {
    if (count > contextLimit())
        return makeError(ErrorCode::InvalidArgument,
                         std::format("{} tokens don't fit the context: it holds {}", count, contextLimit()));
    truncate(0);
    m_highWater = 0;
    LF_CHECK(ensureCapacity(count));
    const auto& planned = m_executor.cachePlan().caches;
    for (size_t index = 0; index < planned.size(); ++index)
        LF_CHECK(fillCache(index, planned[index].ratio == 0 ? count : count / planned[index].ratio, seed));
    m_tokens.resize(count);
    std::mt19937_64 random(seed);
    std::ranges::generate(m_tokens, [&] { return static_cast<TokenId>(random() % m_executor.config().vocabulary); });
    m_highWater = count;
    return {};
}

Result<void> Timeline::fillCache(size_t index, uint64_t count, uint64_t seed) {
    constexpr uint64_t kRowsAtOnce = 256;
    const ops::CacheSpec& spec = m_executor.cachePlan().caches[index].spec;
    // What a ring no longer holds is left out; no other cache has fewer rows than its count.
    const uint64_t capacity = spec.ring ? spec.capacity : count;
    std::vector<float> rows;
    for (uint64_t next = count - std::min(count, capacity); next < count;) {
        const uint64_t first = spec.ring ? next % capacity : next;
        const uint64_t end = next + std::min({kRowsAtOnce, count - next, capacity - first});
        rows.clear();
        for (; next < end; ++next) {
            // A row depends on nothing but its place, so that it is the same for a ring of any length.
            uint64_t state = mixed(mixed(mixed(seed) + index) + next);
            for (uint32_t column = 0; column < spec.dim; ++column)
                rows.push_back(static_cast<float>(static_cast<double>(mixed(state++) >> 11) * 0x1p-53 * 2 - 1));
        }
        LF_CHECK(m_executor.backend().writeCache(m_caches.caches[index], static_cast<uint32_t>(first), rows));
    }
    return {};
}

}  // namespace lanternfish::runtime
