#pragma once

#include <mutex>
#include <optional>
#include <shared_mutex>
#include <type_traits>

#include "lanternfish/tokenizer.h"

namespace lanternfish::assistant {

/// The tokenizer of the model that is loaded, for those that count tokens while the engine is busy. The model can't go
/// while somebody counts with it. Thread: any.
class TokenCounter {
public:
    /// Null: no model is loaded. Waits until nobody counts with the one before.
    void setTokenizer(const Tokenizer* tokenizer) {
        const std::unique_lock lock(m_mutex);
        m_tokenizer = tokenizer;
    }

    /// use(const Tokenizer&), or nothing when no model is loaded.
    template <class Use>
    auto with(const Use& use) const -> std::optional<std::invoke_result_t<Use, const Tokenizer&>> {
        const std::shared_lock lock(m_mutex);
        return m_tokenizer == nullptr ? std::nullopt : std::optional(use(*m_tokenizer));
    }

private:
    mutable std::shared_mutex m_mutex;
    const Tokenizer* m_tokenizer = nullptr;
};

}  // namespace lanternfish::assistant
