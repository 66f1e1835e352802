#pragma once

#include <QList>
#include <vector>

#include "app/store/types.h"
#include "lanternfish/chat.h"

namespace lanternfish::assistant {

/// What the model is asked. Values only.
struct Prompt {
    std::vector<ChatMessage> messages;
    ChatOptions options;
    bool insideReasoning = false;  ///< The first token to come belongs to the reasoning.
};

/// The prompt that leads to the last message of `branch`, an answer that is empty or, with `goOn`, holds the part to go
/// on from. Answers without a word (they failed, or were stopped at once) are left out; the chat encoding joins
/// questions that then follow each other.
Prompt promptFor(const QList<store::Message>& branch, bool goOn);

store::ThinkingLevel levelOf(Thinking thinking);
Thinking thinkingOf(store::ThinkingLevel level);

}  // namespace lanternfish::assistant
