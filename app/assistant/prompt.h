#pragma once

#include <functional>
#include <QList>
#include <QString>
#include <vector>

#include "app/assistant/attachment_bytes.h"
#include "app/assistant/failure.h"
#include "app/store/types.h"
#include "lanternfish/chat.h"

namespace lanternfish::assistant {

/// What the model is asked. Values only.
struct Prompt {
    std::vector<ChatMessage> messages;
    std::vector<store::MessageId> sources;  ///< Of `messages`: what each was made from; 0 for the system prompt.
    ChatOptions options;
    bool insideReasoning = false;  ///< The first token to come belongs to the reasoning.
};

/// The prompt that leads to the last message of `branch`, an answer that is empty or, with `goOn`, holds the part to go
/// on from. The system prompt goes first; a question stands below the files that are attached to it (attachmentBlock).
/// Answers without a word (they failed, or were stopped at once) are left out; the chat encoding joins questions that
/// then follow each other. Errors: those of `attachments`, naming the file; InvalidFile for one that isn't text.
Outcome<Prompt> promptFor(const QList<store::Message>& branch, bool goOn, const QString& systemPrompt,
                          const AttachmentBytes& attachments);

store::ThinkingLevel levelOf(Thinking thinking);
Thinking thinkingOf(store::ThinkingLevel level);

}  // namespace lanternfish::assistant
