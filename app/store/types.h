#pragma once

#include <cstdint>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMetaType>
#include <QString>
#include <utility>

namespace lanternfish::store {

using ConversationId = qint64;
using MessageId = qint64;
using FolderId = qint64;
using PresetId = qint64;

struct Folder {
    FolderId id = 0;
    std::optional<FolderId> parent;
    QString name;
    int position = 0;  ///< Among the folders of the same parent.
};

/// A file that goes with a question, or is in a composer. Its bytes lie in the database once, under their SHA-256,
/// however often they are attached.
struct Attachment {
    QByteArray sha256;  ///< 32 bytes.
    QString name;       ///< As attached; a file of a folder has its relative path.
    qint64 bytes = 0;

    bool operator==(const Attachment&) const = default;
};

struct Conversation {
    ConversationId id = 0;
    QString title;
    QDateTime createdAt;
    QDateTime updatedAt;
    std::optional<MessageId> leaf;  ///< Last message of the branch that is shown.
    std::optional<FolderId> folder;
    bool pinned = false;
    bool archived = false;
    std::optional<QDateTime> deletedAt;  ///< In the bin since then.
    std::optional<PresetId> preset;      ///< Nothing: the model's own behaviour.
    QString draft;                       ///< What stands in the composer, not yet sent.
    QList<Attachment> draftFiles;        ///< The same of files.
};

enum class Role { System, User, Assistant };

/// Streaming is what an answer is while it is written; one found so at start was cut off and becomes Interrupted.
enum class Status { Complete, Streaming, Interrupted, Stopped, Failed };

/// How much reasoning was asked for, kept so that an interrupted answer goes on as it began.
enum class ThinkingLevel { None, High, Max };

/// How the engine calculated: MathClass of its options.
enum class Math { Exact, Fast };

/// How tokens are drawn, without the seed, which every answer has of its own. As in SamplerOptions.
struct Sampling {
    double temperature = 1.0;
    double topP = 1.0;
    double minP = 0.0;
    int topK = 0;

    bool operator==(const Sampling&) const = default;
};

/// What a conversation may be held with. Answers keep what they were made with (AnswerOrigin), so a preset may change.
struct Preset {
    PresetId id = 0;
    QString name;
    QString systemPrompt;
    Sampling sampling;
    ThinkingLevel thinking = ThinkingLevel::None;
    int position = 0;
    std::optional<quint64> seed = std::nullopt;  ///< Of its answers; nothing: each has another one.
};

/// What, with the branch up to it, makes an answer again: the same model and engine build on the same kind of device
/// with the same math give the same tokens.
struct AnswerOrigin {
    QString engineBuild;   ///< Version of the engine.
    QString device;        ///< Id and name of the device.
    QString systemPrompt;  ///< As it was then.
    Sampling sampling;
    quint64 seed = 0;
    /// Nothing: not known, as of answers from before layout 5, or one after the other.
    std::optional<Math> math = std::nullopt;
};

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
    QList<Attachment> attachments;       ///< Of questions.
    std::optional<AnswerOrigin> origin;  ///< Of answers; those of layout 1 have none.
};

/// One place where a search found its words.
struct SearchHit {
    ConversationId conversation = 0;
    std::optional<MessageId> message;  ///< Nothing: the conversation's title.
    QString title;                     ///< Of the conversation.
    QString snippet;                   ///< Plain text around the first match.
    QList<std::pair<int, int>> marks;  ///< Matches in `snippet`: first UTF-16 unit, length.
    QDateTime at;                      ///< Of the message, or the conversation's last activity.
};

struct Backup {
    QString path;
    QDateTime at;
    qint64 bytes = 0;
};

/// What the history takes on the disk.
struct StorageUse {
    qint64 databaseBytes = 0;    ///< With its write-ahead log.
    qint64 attachmentBytes = 0;  ///< Of these, attached files.
    qint64 freeBytes = 0;        ///< Of these, what Repository::vacuum() gives back.
    QList<Backup> backups;       ///< Newest first.
};

struct SearchQuery {
    QString text;
    bool reasoning = false;  ///< Also in what models thought.
    bool archived = true;    ///< Also in archived conversations; those in the bin never.
    std::optional<FolderId> folder;
    int limit = 50;
};

}  // namespace lanternfish::store

Q_DECLARE_METATYPE(lanternfish::store::Conversation)
Q_DECLARE_METATYPE(lanternfish::store::Message)
Q_DECLARE_METATYPE(lanternfish::store::SearchHit)
