#include "app/assistant/prompt.h"

#include <QCoreApplication>

#include "app/assistant/attachment_text.h"

namespace lanternfish::assistant {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Prompt)
};

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

std::unexpected<Failure> unreadable(const store::Attachment& attachment, Error error) {
    error = wrapError(std::move(error), "attachment '" + attachment.name.toStdString() + "'").error();
    return std::unexpected(
        Failure(std::move(error), Words::tr("The attached file '%1' can't be read.").arg(attachment.name)));
}

/// The files, then the words.
Outcome<std::string> contentOf(const store::Message& message, const AttachmentBytes& attachments) {
    QString content;
    for (const store::Attachment& attachment : message.attachments) {
        const Result<QByteArray> bytes = attachments(attachment.sha256);
        if (!bytes) {
            return unreadable(attachment, bytes.error());
        }
        const std::optional<QString> text = textOf(*bytes);
        if (!text) {
            return unreadable(attachment, {ErrorCode::InvalidFile, "expected text, found other bytes", nullptr});
        }
        content += attachmentBlock(attachment.name, *text) + QStringLiteral("\n");
    }
    return (content + message.text).toStdString();
}

}  // namespace

Outcome<Prompt> promptFor(const QList<store::Message>& branch, bool goOn, const QString& systemPrompt,
                          const AttachmentBytes& attachments) {
    Prompt prompt;
    const auto add = [&prompt](Role role, std::string content, std::string reasoning, store::MessageId source) {
        prompt.messages.push_back({role, std::move(content), std::move(reasoning)});
        prompt.sources.push_back(source);
    };
    if (!systemPrompt.trimmed().isEmpty()) {
        add(Role::System, systemPrompt.toStdString(), {}, 0);
    }
    const store::Message& answer = branch.last();
    for (const store::Message& message : branch.first(branch.size() - 1)) {
        if (message.role != store::Role::Assistant || !message.text.isEmpty()) {
            LF_TRY(std::string content, contentOf(message, attachments));
            add(roleOf(message.role), std::move(content), message.reasoning.toStdString(), message.id);
        }
    }
    prompt.options.thinking = thinkingOf(answer.thinking);
    const bool thinks = answer.thinking != store::ThinkingLevel::None;
    const bool begun = goOn && !(answer.text.isEmpty() && answer.reasoning.isEmpty());
    prompt.insideReasoning = thinks && !(begun && !answer.text.isEmpty());
    if (begun) {
        add(Role::Assistant, answer.text.toStdString(), answer.reasoning.toStdString(), answer.id);
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
