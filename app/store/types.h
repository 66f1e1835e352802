#pragma once

#include <optional>
#include <QDateTime>
#include <QList>
#include <QMetaType>
#include <QString>

namespace lanternfish::store {

using ConversationId = qint64;
using MessageId = qint64;

struct Conversation {
    ConversationId id = 0;
    QString title;
    QDateTime createdAt;
    QDateTime updatedAt;
    std::optional<MessageId> leaf;  ///< Last message of the branch that is shown.
    std::optional<QDateTime> deletedAt;
};

enum class Role { System, User, Assistant };

/// Streaming is what an answer is while it is written; one found so at start was cut off and becomes Interrupted.
enum class Status { Complete, Streaming, Interrupted, Stopped, Failed };

/// How much reasoning was asked for, kept so that an interrupted answer goes on as it began.
enum class ThinkingLevel { None, High, Max };

/// Figures of one answer. Zero where not known.
struct AnswerStats {
    int promptTokens = 0;
    int cachedTokens = 0;
    int generatedTokens = 0;
    double prefillSeconds = 0;
    double decodeSeconds = 0;
    double firstTokenSeconds = 0;
    int thinkingTokens = 0;
    double thinkingSeconds = 0;
};

/// One node of a conversation's tree. Siblings (same parent) are alternatives; nothing is overwritten but the text of
/// an answer that is being written.
struct Message {
    MessageId id = 0;
    ConversationId conversation = 0;
    std::optional<MessageId> parent;
    Role role = Role::User;
    Status status = Status::Complete;
    QString text;
    QString reasoning;
    QString error;  ///< With Status::Failed: what, why, what to do.
    QString model;  ///< Name and fingerprint of the model that answered.
    ThinkingLevel thinking = ThinkingLevel::None;
    QDateTime createdAt;
    AnswerStats stats;
};

}  // namespace lanternfish::store

Q_DECLARE_METATYPE(lanternfish::store::Conversation)
Q_DECLARE_METATYPE(lanternfish::store::Message)
