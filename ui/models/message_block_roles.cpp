// The part of MessageBlockModel about what a row says under each role.

#include <QDate>

#include "ui/models/message_block_model.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using store::Message;
using store::Status;

QHash<int, QByteArray> MessageBlockModel::roleNames() const {
    return {{MessageId, "messageId"},
            {RoleRole, "role"},
            {Kind, "kind"},
            {Html, "html"},
            {PlainText, "plainText"},
            {Language, "language"},
            {DefinitionName, "definition"},
            {Level, "level"},
            {First, "first"},
            {Streaming, "streaming"},
            {ThinkingSummary, "thinkingSummary"},
            {ThinkingDetail, "thinkingDetail"},
            {StatsText, "statsText"},
            {SiblingIndex, "siblingIndex"},
            {SiblingCount, "siblingCount"},
            {ErrorText, "errorText"},
            {CanContinue, "canContinue"},
            {Table, "table"},
            {TimeText, "timeText"},
            {SpokenText, "spokenText"},
            {Open, "open"},
            {SourceShown, "sourceShown"},
            {Continues, "continues"},
            {Attachments, "attachments"}};
}

QVariant MessageBlockModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry& entry = entryAt(index.row());
    const MessageRow& row = entry.rows[index.row() - entry.firstRow];
    switch (role) {
        case Kind:
            return row.kind;
        case First:
            return index.row() == entry.firstRow;
        case Streaming:
            return row.streaming;
        case Open:
            return row.open;
        case SourceShown:
            return entry.source;
        case ThinkingSummary:
            if (!row.isThinking())
                return QString();
            return row.streaming ? tr("Thinking") : thinkingSummary(entry.message.stats);
        case ThinkingDetail:
            return row.isThinking() && !row.streaming ? thinkingDetail(entry.message.stats) : QString();
        case CanContinue:
            // Only what ends the conversation can be gone on with, and one row offers it.
            return &entry == m_entries.back().get() &&
                   ((row.kind == "interrupted"_L1 && entry.message.status == Status::Interrupted) ||
                    (row.kind == "actions"_L1 && entry.message.status == Status::Stopped));
        default:
            break;
    }
    const QVariant value = blockData(row, role);
    return value.isValid() ? value : messageData(entry, role);
}

QVariant MessageBlockModel::blockData(const MessageRow& row, int role) const {
    switch (role) {
        case Html:
            return row.block.html;
        case Qt::DisplayRole:
        case PlainText:
            return row.block.plainText;
        case Language:
            return row.block.kind == markup::Block::Kind::Code ? m_languages.resolve(row.block.language).displayName
                                                               : QString();
        case DefinitionName:
            return row.block.kind == markup::Block::Kind::Code ? m_languages.resolve(row.block.language).definition
                                                               : QString();
        case Level:
            return row.block.level;
        case Continues:
            return row.block.joint.has_value();
        case Table:
            return row.block.kind == markup::Block::Kind::Table ? QVariant::fromValue(row.block) : QVariant();
        case SpokenText:
            // What grows is announced sentence by sentence (SentenceAnnouncer), and has its description once it stands.
            return row.streaming ? QString() : spokenText(row);
        default:
            return {};
    }
}

QVariant MessageBlockModel::messageData(const Entry& entry, int role) const {
    const Message& message = entry.message;
    switch (role) {
        case MessageId:
            return static_cast<double>(message.id);
        case RoleRole:
            return message.role == store::Role::User ? u"user"_s : u"assistant"_s;
        case StatsText:
            return statsText(message.stats);
        case SiblingIndex:
            return entry.siblings.index;
        case SiblingCount:
            return entry.siblings.count;
        case Attachments: {
            QStringList names;
            for (const store::Attachment& file : message.attachments)
                names.append(file.name);
            return names;
        }
        case ErrorText:
            return message.error;
        case TimeText:
            return timeText(message.createdAt, QDate::currentDate());
        default:
            return {};
    }
}

}  // namespace lanternfish::ui
