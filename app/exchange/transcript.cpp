#include "app/exchange/transcript.h"

#include <algorithm>
#include <cmath>
#include <QCoreApplication>
#include <QLocale>
#include <QStringDecoder>

#include "app/markup/inline_html.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Transcript)
};

QList<store::Message> shownBranch(const QList<store::Message>& messages, std::optional<store::MessageId> leaf) {
    QHash<store::MessageId, const store::Message*> byId;
    for (const store::Message& message : messages) {
        byId.insert(message.id, &message);
    }
    const store::Message* message = leaf ? byId.value(*leaf) : nullptr;
    if (message == nullptr && !messages.isEmpty()) {
        message = &messages.back();
    }
    QList<store::Message> branch;
    // A parent has the smaller id, so this ends.
    while (message != nullptr) {
        branch.append(*message);
        message = message->parent ? byId.value(*message->parent) : nullptr;
    }
    std::ranges::reverse(branch);
    return branch;
}

/// One kind of line ends, and nothing that a text file can't hold.
QString readable(QString text) {
    text.replace(u"\r\n"_s, u"\n"_s).replace(u'\r', u'\n');
    return markup::sanitized(text);
}

}  // namespace

Result<Transcript> transcriptOf(const HistoryAccess& history, const store::Conversation& conversation,
                                const TranscriptOptions& options) {
    Transcript transcript{.conversation = conversation, .options = options};
    LF_TRY(const QList<store::Message> messages,
           history.run([&](store::Repository& repository) { return repository.messages(conversation.id); }));
    transcript.branch = shownBranch(messages, conversation.leaf);
    for (store::Message& message : transcript.branch) {
        message.text = readable(std::move(message.text));
        message.reasoning = readable(std::move(message.reasoning));
    }
    if (!options.attachmentContents) {
        return transcript;
    }
    for (const store::Message& message : transcript.branch) {
        for (const store::Attachment& attachment : message.attachments) {
            if (!transcript.contents.contains(attachment.sha256)) {
                LF_TRY(transcript.contents[attachment.sha256], history.run([&](store::Repository& repository) {
                    return repository.attachmentBytes(attachment.sha256);
                }));
            }
        }
    }
    return transcript;
}

QString headingOf(const store::Message& message) {
    switch (message.role) {
        case store::Role::System:
            return Words::tr("System");
        case store::Role::User:
            return Words::tr("You");
        case store::Role::Assistant:
            break;
    }
    return Words::tr("Assistant");
}

QString timeOf(const QDateTime& time, const QTimeZone& zone) {
    return time.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm");
}

QString titleOf(const store::Conversation& conversation) {
    const QString title = markup::sanitized(conversation.title.simplified());
    return title.isEmpty() ? Words::tr("Untitled conversation") : title;
}

QString thinkingTitle(const store::Message& message) {
    const auto seconds = static_cast<int>(std::lround(std::clamp(message.stats.thinkingSeconds, 0.0, 1e6)));
    return seconds > 0 ? Words::tr("Thinking, %1 s").arg(seconds) : Words::tr("Thinking");
}

QString statusNote(const store::Message& message) {
    switch (message.status) {
        case store::Status::Complete:
            return {};
        case store::Status::Streaming:
        case store::Status::Interrupted:
            return Words::tr("The answer was interrupted here.");
        case store::Status::Stopped:
            return Words::tr("The answer was stopped here.");
        case store::Status::Failed:
            break;
    }
    return message.error.isEmpty() ? Words::tr("The answer failed here.")
                                   : Words::tr("The answer failed here: %1").arg(message.error.simplified());
}

QString attachmentNote(const store::Attachment& attachment) {
    return Words::tr("%1 (%2)").arg(markup::sanitized(attachment.name.simplified()),
                                    QLocale::c().formattedDataSize(attachment.bytes, 1));
}

std::optional<QString> contentOf(const Transcript& transcript, const store::Attachment& attachment) {
    const auto bytes = transcript.contents.find(attachment.sha256);
    if (bytes == transcript.contents.end() || bytes->contains('\0')) {
        return std::nullopt;
    }
    QStringDecoder decoder(QStringConverter::Utf8);
    QString text = decoder(*bytes);
    return decoder.hasError() ? std::nullopt : std::optional(readable(std::move(text)));
}

}  // namespace lanternfish::exchange
