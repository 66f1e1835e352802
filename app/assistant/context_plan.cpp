#include "app/assistant/context_plan.h"

#include <algorithm>
#include <numeric>

namespace lanternfish::assistant {

namespace {

constexpr size_t kParts = 4;
constexpr size_t kMostRoom = 4096;

/// Where exchanges begin: at every question that doesn't follow another one.
std::vector<size_t> exchangeStarts(const Prompt& prompt) {
    std::vector<size_t> starts;
    for (size_t i = 0; i < prompt.messages.size(); ++i) {
        if (prompt.messages[i].role == Role::User && (i == 0 || prompt.messages[i - 1].role != Role::User)) {
            starts.push_back(i);
        }
    }
    return starts;
}

QList<store::MessageId> sourcesOf(const Prompt& prompt, size_t first, size_t end) {
    return {prompt.sources.begin() + static_cast<ptrdiff_t>(first),
            prompt.sources.begin() + static_cast<ptrdiff_t>(end)};
}

}  // namespace

size_t roomForAnswer(size_t contextLimit) {
    return std::min(contextLimit / kParts, kMostRoom);
}

size_t exchangesToLeaveOut(const std::vector<size_t>& earlier, size_t rest, size_t contextLimit) {
    const size_t wanted = std::reduce(earlier.begin(), earlier.end(), rest) + roomForAnswer(contextLimit);
    if (wanted <= contextLimit) {
        return 0;
    }
    const size_t step = std::max<size_t>(contextLimit / kParts, 1);
    const size_t excess = wanted - contextLimit;
    const size_t goal = (excess + step - 1) / step * step;
    size_t left = 0;
    for (size_t tokens = 0; left < earlier.size() && tokens < goal; ++left) {
        tokens += earlier[left];
    }
    return left;
}

/// Exact, whatever stands around the exchange: it begins and ends with a marker, across which no token reaches, and
/// before another question the reasoning is never shown.
Result<size_t> ContextPlanner::countEarlier(const Tokenizer& tokenizer, const Prompt& prompt, size_t first,
                                            size_t end) {
    const std::pair key(prompt.sources[first], prompt.sources[end - 1]);
    if (const auto known = m_known.constFind(key); known != m_known.cend()) {
        return *known;
    }
    const ChatOptions plain;
    std::vector<ChatMessage> messages = {{Role::User, {}}};
    LF_TRY(const std::vector<TokenId> nothing, encodeChat(tokenizer, messages, plain));
    messages.insert(messages.begin(), prompt.messages.begin() + static_cast<ptrdiff_t>(first),
                    prompt.messages.begin() + static_cast<ptrdiff_t>(end));
    LF_TRY(const std::vector<TokenId> tokens, encodeChat(tokenizer, messages, plain));
    const size_t count = tokens.size() - nothing.size();
    m_known.insert(key, count);
    return count;
}

Result<ContextPlan> ContextPlanner::plan(const Tokenizer& tokenizer, const Prompt& prompt, size_t contextLimit) {
    const std::vector<size_t> starts = exchangeStarts(prompt);
    std::vector<size_t> earlier;
    for (size_t i = 0; i + 1 < starts.size(); ++i) {
        LF_TRY(const size_t count, countEarlier(tokenizer, prompt, starts[i], starts[i + 1]));
        earlier.push_back(count);
    }
    ContextPlan plan;
    if (!starts.empty()) {
        plan.leftOut = sourcesOf(prompt, starts.front(), starts.back());
    }
    LF_TRY(const std::vector<TokenId> rest, encodeChat(tokenizer, fitted(prompt, plan).messages, prompt.options));
    const size_t count = exchangesToLeaveOut(earlier, rest.size(), contextLimit);
    plan.wanted = std::reduce(earlier.begin(), earlier.end(), rest.size());
    plan.sent = std::reduce(earlier.begin() + static_cast<ptrdiff_t>(count), earlier.end(), rest.size());
    plan.leftOut = count == 0 ? QList<store::MessageId>() : sourcesOf(prompt, starts.front(), starts[count]);
    return plan;
}

Prompt fitted(Prompt prompt, const ContextPlan& plan) {
    if (plan.leftOut.isEmpty()) {
        return prompt;
    }
    const auto first = std::ranges::find(prompt.sources, plan.leftOut.first()) - prompt.sources.begin();
    prompt.messages.erase(prompt.messages.begin() + first, prompt.messages.begin() + first + plan.leftOut.size());
    prompt.sources.erase(prompt.sources.begin() + first, prompt.sources.begin() + first + plan.leftOut.size());
    return prompt;
}

}  // namespace lanternfish::assistant
