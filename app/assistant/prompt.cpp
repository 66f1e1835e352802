#include "app/assistant/prompt.h"

namespace lanternfish::assistant {

namespace {

Role roleOf(store::Role role) {
    switch (role) {
        case store::Role::System:
            return Role::System;
        case store::Role::User:
            return Role::User;
        case store::Role::Assistant:
            break;
    }
    return Role::Assistant;
}

}  // namespace

Prompt promptFor(const QList<store::Message>& branch, bool goOn) {
    Prompt prompt;
    const store::Message& answer = branch.last();
    for (const store::Message& message : branch.first(branch.size() - 1)) {
        if (message.role != store::Role::Assistant || !message.text.isEmpty()) {
            prompt.messages.push_back(
                {roleOf(message.role), message.text.toStdString(), message.reasoning.toStdString()});
        }
    }
    prompt.options.thinking = thinkingOf(answer.thinking);
    const bool thinks = answer.thinking != store::ThinkingLevel::None;
    const bool begun = goOn && !(answer.text.isEmpty() && answer.reasoning.isEmpty());
    prompt.insideReasoning = thinks && !(begun && !answer.text.isEmpty());
    if (begun) {
        prompt.messages.push_back({Role::Assistant, answer.text.toStdString(), answer.reasoning.toStdString()});
        prompt.options.continueLast = true;
        prompt.options.insideReasoning = prompt.insideReasoning;
    }
    return prompt;
}

store::ThinkingLevel levelOf(Thinking thinking) {
    switch (thinking) {
        case Thinking::None:
            return store::ThinkingLevel::None;
        case Thinking::High:
            return store::ThinkingLevel::High;
        case Thinking::Max:
            break;
    }
    return store::ThinkingLevel::Max;
}

Thinking thinkingOf(store::ThinkingLevel level) {
    switch (level) {
        case store::ThinkingLevel::None:
            return Thinking::None;
        case store::ThinkingLevel::High:
            return Thinking::High;
        case store::ThinkingLevel::Max:
            break;
    }
    return Thinking::Max;
}

}  // namespace lanternfish::assistant
