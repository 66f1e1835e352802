#pragma once

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>
#include <QTimeZone>

#include "app/exchange/history_access.h"
#include "app/store/types.h"

namespace lanternfish::exchange {

/// How a conversation is written for people.
struct TranscriptOptions {
    bool thinking = true;             ///< What models thought, folded where the format can.
    bool attachmentContents = false;  ///< What is attached, not only its name.
    QTimeZone zone = QTimeZone::systemTimeZone();
};

/// The shown branch of one conversation. Text and reasoning have line feeds only, and no other control characters.
struct Transcript {
    store::Conversation conversation;
    QList<store::Message> branch;
    QHash<QByteArray, QByteArray> contents;  ///< Of attachments, by hash, when they were asked for.
    TranscriptOptions options;
};

/// Errors: those of the repository.
Result<Transcript> transcriptOf(const HistoryAccess& history, const store::Conversation& conversation,
                                const TranscriptOptions& options);

/// The words around a message that all formats share, in the language of the interface.
QString headingOf(const store::Message& message);              ///< "You", "Assistant", "System"
QString timeOf(const QDateTime& time, const QTimeZone& zone);  ///< "2025-06-15 15:06"
QString titleOf(const store::Conversation& conversation);      ///< Never empty, one line.
QString thinkingTitle(const store::Message& message);          ///< "Thinking, 12 s"
QString statusNote(const store::Message& message);             ///< Empty for a complete answer.
QString attachmentNote(const store::Attachment& attachment);   ///< "note.txt (1.2 KiB)"
/// The attachment as text; nothing when its bytes are not UTF-8 or hold NUL.
std::optional<QString> contentOf(const Transcript& transcript, const store::Attachment& attachment);

}  // namespace lanternfish::exchange
