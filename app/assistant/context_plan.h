#pragma once

#include <cstddef>
#include <QHash>
#include <QList>
#include <utility>
#include <vector>

#include "app/assistant/prompt.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish::assistant {

/// What of a conversation goes to the model. When prompt and room for an answer don't fit into the context, whole
/// exchanges (a question with its answer) are left out, the oldest first, never the system prompt and never the last
/// question. They go in steps of a quarter of the context: so the next prompts begin with the same tokens, which need
/// not be evaluated anew each time.
struct ContextPlan {
    size_t wanted = 0;                ///< Tokens of the whole prompt.
    size_t sent = 0;                  ///< Of what is left of it.
    QList<store::MessageId> leftOut;  ///< Oldest first.
};

/// A quarter of the context, at most 4096 tokens.
size_t roomForAnswer(size_t contextLimit);

/// How many exchanges to leave out. `earlier`: tokens of each that may be, oldest first; `rest`: those of the system
/// prompt and the last exchange.
size_t exchangesToLeaveOut(const std::vector<size_t>& earlier, size_t rest, size_t contextLimit);

/// Plans prompts, and remembers how many tokens exchanges have that can't change any more. Thread: one at a time.
class ContextPlanner {
public:
    /// Errors: those of encodeChat.
    Result<ContextPlan> plan(const Tokenizer& tokenizer, const Prompt& prompt, size_t contextLimit);

private:
    Result<size_t> countEarlier(const Tokenizer& tokenizer, const Prompt& prompt, size_t first, size_t end);

    QHash<std::pair<store::MessageId, store::MessageId>, size_t> m_known;
};

/// `prompt` without what `plan` leaves out.
Prompt fitted(Prompt prompt, const ContextPlan& plan);

}  // namespace lanternfish::assistant
