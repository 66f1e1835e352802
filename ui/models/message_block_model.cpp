#include "ui/models/message_block_model.h"

#include <algorithm>
#include <array>
#include <QDate>
#include <utility>

#include "app/markup/inline_html.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using store::Message;
using store::Status;

namespace {

QString kindName(markup::Block::Kind kind) {
    using Kind = markup::Block::Kind;
    switch (kind) {
        case Kind::Paragraph:
            return u"paragraph"_s;
        case Kind::Heading:
            return u"heading"_s;
        case Kind::List:
            return u"list"_s;
        case Kind::Code:
            return u"code"_s;
        case Kind::Quote:
            return u"quote"_s;
        case Kind::Table:
            return u"table"_s;
        case Kind::Rule:
            return u"rule"_s;
    }
    return {};
}

const QString& thinkingKind() {
    static const QString kind = u"thinking"_s;
    return kind;
}

QVariantList alignmentFlags(const QStringList& alignments) {
    QVariantList flags;
    for (const QString& side : alignments)
        flags.append(int(side == "right"_L1 ? Qt::AlignRight : side == "center"_L1 ? Qt::AlignHCenter : Qt::AlignLeft));
    return flags;
}

markup::Block plainBlock(const QString& text) {
    return {.html = markup::escapedHtml(text), .plainText = markup::sanitized(text)};
}

/// What stands below the text of an answer once nothing writes it any more.
template <class Row>
void appendClosingRows(QList<Row>& rows, const Message& message) {
    if (message.status == Status::Interrupted)
        rows.append(
            {.kind = u"interrupted"_s, .block = plainBlock(MessageBlockModel::tr("Everything up to here is saved."))});
    if (message.status == Status::Failed)
        rows.append({.kind = u"error"_s, .block = plainBlock(message.error)});
    rows.append({.kind = u"actions"_s});
}

bool isBlockKind(const QString& kind) {
    static constexpr std::array kOthers{"thinking"_L1, "interrupted"_L1, "error"_L1, "actions"_L1};
    return std::ranges::find(kOthers, kind) == kOthers.end();
}

QList<int> changedRoles(const markup::Block& before, const markup::Block& after) {
    using Model = MessageBlockModel;
    QList<int> roles;
    if (before.html != after.html)
        roles.append(Model::Html);
    if (before.plainText != after.plainText)
        roles += {Model::PlainText, Model::LineCount, Model::ThinkingText, Model::ErrorText};
    if (before.language != after.language)
        roles += {Model::Language, Model::DefinitionName};
    if (before.level != after.level)
        roles.append(Model::Level);
    if (before.tableHeader != after.tableHeader)
        roles.append(Model::TableHeader);
    if (before.tableRows != after.tableRows)
        roles.append(Model::TableRows);
    if (before.tableAlignments != after.tableAlignments)
        roles.append(Model::TableAlignments);
    return roles;
}

bool sameMeta(const Message& a, const Message& b) {
    return a.status == b.status && a.error == b.error && a.stats.generatedTokens == b.stats.generatedTokens &&
           a.stats.decodeSeconds == b.stats.decodeSeconds && a.stats.thinkingTokens == b.stats.thinkingTokens &&
           a.stats.thinkingSeconds == b.stats.thinkingSeconds;
}

/// The rows of `message` from the block at `fromBlock` on; with 0 from its very first row.
template <class Row>
QList<Row> rowsFrom(const Message& message, const QList<markup::Block>& blocks, qsizetype fromBlock) {
    QList<Row> rows;
    if (message.role == store::Role::System)
        return rows;
    if (message.role == store::Role::User)
        return {{.kind = u"user"_s, .block = plainBlock(message.text)}};
    if (fromBlock == 0 && !message.reasoning.isEmpty()) {
        rows.append({.kind = thinkingKind(), .block = {.plainText = markup::sanitized(message.reasoning)}});
    }
    for (qsizetype i = fromBlock; i < blocks.size(); ++i)
        rows.append({.kind = kindName(blocks[i].kind), .block = blocks[i]});
    if (message.status != Status::Streaming) {
        appendClosingRows(rows, message);
        return rows;
    }
    // An answer that has no word yet still has a place, where the light shows that it is worked on.
    if (rows.isEmpty())
        rows.append({.kind = u"paragraph"_s});
    rows.last().streaming = true;
    return rows;
}

}  // namespace

MessageBlockModel::MessageBlockModel(QObject* parent) : QAbstractListModel(parent) {}

MessageBlockModel::~MessageBlockModel() = default;

int MessageBlockModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid() || m_entries.empty())
        return 0;
    const Entry& last = *m_entries.back();
    return last.firstRow + static_cast<int>(last.rows.size());
}

QHash<int, QByteArray> MessageBlockModel::roleNames() const {
    return {{MessageId, "messageId"},
            {RoleRole, "role"},
            {Kind, "kind"},
            {Html, "html"},
            {PlainText, "plainText"},
            {Language, "language"},
            {DefinitionName, "definition"},
            {Level, "level"},
            {LineCount, "lineCount"},
            {First, "first"},
            {Streaming, "streaming"},
            {ThinkingText, "thinkingText"},
            {ThinkingSummary, "thinkingSummary"},
            {StatsText, "statsText"},
            {SiblingIndex, "siblingIndex"},
            {SiblingCount, "siblingCount"},
            {ErrorText, "errorText"},
            {CanContinue, "canContinue"},
            {TableHeader, "tableHeader"},
            {TableRows, "tableRows"},
            {TableAlignments, "tableAlignments"},
            {TimeText, "timeText"}};
}

const MessageBlockModel::Entry& MessageBlockModel::entryAt(int row) const {
    // The last entry that begins at or before the row; entries without rows share their begin with the next one.
    const auto next = std::ranges::upper_bound(m_entries, row, {}, [](const auto& entry) { return entry->firstRow; });
    return **std::prev(next);
}

QVariant MessageBlockModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry& entry = entryAt(index.row());
    const Row& row = entry.rows[index.row() - entry.firstRow];
    switch (role) {
        case Kind:
            return row.kind;
        case First:
            return index.row() == entry.firstRow;
        case Streaming:
            return row.streaming;
        case ThinkingText:
            return row.kind == thinkingKind() ? row.block.plainText : QString();
        case ThinkingSummary:
            if (row.kind != thinkingKind())
                return QString();
            return row.streaming ? tr("Thinking") : thinkingSummary(entry.message.stats);
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

QVariant MessageBlockModel::blockData(const Row& row, int role) const {
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
        case LineCount:
            return row.block.plainText.isEmpty() ? 0 : static_cast<int>(row.block.plainText.count(u'\n') + 1);
        case TableHeader:
            return row.block.tableHeader;
        case TableRows: {
            QVariantList rows;
            for (const QStringList& cells : row.block.tableRows)
                rows.append(QVariant(cells));
            return rows;
        }
        case TableAlignments:
            return alignmentFlags(row.block.tableAlignments);
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
        case ErrorText:
            return message.error;
        case TimeText:
            return timeText(message.createdAt, QDate::currentDate());
        default:
            return {};
    }
}

std::unique_ptr<MessageBlockModel::Entry> MessageBlockModel::makeEntry(const Message& message) const {
    auto entry = std::make_unique<Entry>();
    entry->message = message;
    entry->siblings = siblingsOf(message.id);
    if (message.role == store::Role::Assistant)
        entry->parser.append(message.text);
    entry->rows = rowsFrom<Row>(message, entry->parser.blocks(), 0);
    return entry;
}

void MessageBlockModel::setMessages(const QList<Message>& messages) {
    beginResetModel();
    m_entries.clear();
    int row = 0;
    for (const Message& message : messages) {
        auto entry = makeEntry(message);
        entry->firstRow = row;
        row += static_cast<int>(entry->rows.size());
        // Rows find their message by where it begins, so one without rows has no place here.
        if (!entry->rows.isEmpty())
            m_entries.push_back(std::move(entry));
    }
    endResetModel();
}

void MessageBlockModel::appendMessage(const Message& message) {
    if (find(message.id)) {
        updateMessage(message);
        return;
    }
    auto entry = makeEntry(message);
    if (entry->rows.isEmpty())
        return;
    const QList<Row> rows = std::exchange(entry->rows, {});
    const int begin = rowCount();
    entry->firstRow = begin;
    beginInsertRows({}, begin, begin + static_cast<int>(rows.size()) - 1);
    entry->rows = rows;
    m_entries.push_back(std::move(entry));
    endInsertRows();
    if (begin == 0)
        return;
    // What offered to go on with the message that was last does so no more.
    const Entry& before = *m_entries[m_entries.size() - 2];
    if (before.message.status == Status::Interrupted || before.message.status == Status::Stopped)
        emit dataChanged(index(before.firstRow), index(begin - 1), {CanContinue});
}

void MessageBlockModel::updateMessage(const Message& message) {
    Entry* const entry = find(message.id);
    if (!entry)
        return;
    const Message before = std::exchange(entry->message, message);
    const bool metaChanged = !sameMeta(before, message);
    if (metaChanged)
        entry->siblings = siblingsOf(message.id);
    if (message.role == store::Role::User) {
        replaceRows(*entry, 0, rowsFrom<Row>(message, {}, 0), metaChanged);
        return;
    }
    qsizetype fromBlock = 0;
    if (message.text.startsWith(before.text)) {
        // One more than the open end: the light stood on the last finished block if nothing had followed it yet.
        fromBlock = std::max<qsizetype>(0, entry->parser.stableCount() - 1);
        entry->parser.append(QStringView(message.text).sliced(before.text.size()));
    } else {
        entry->parser = {};
        entry->parser.append(message.text);
    }
    const bool thinkingStays = before.reasoning.isEmpty() == message.reasoning.isEmpty();
    if (fromBlock == 0 || !thinkingStays || before.reasoning != message.reasoning) {
        replaceRows(*entry, 0, rowsFrom<Row>(message, entry->parser.blocks(), 0), metaChanged);
        return;
    }
    const qsizetype thinkingRows = message.reasoning.isEmpty() ? 0 : 1;
    replaceRows(*entry, thinkingRows + fromBlock, rowsFrom<Row>(message, entry->parser.blocks(), fromBlock),
                metaChanged);
    if (thinkingRows == 1 && metaChanged)
        replaceRow(*entry, 0, Row(entry->rows.first()), true);
}

void MessageBlockModel::replaceRow(Entry& entry, qsizetype at, const Row& row, bool messageChanged) {
    Row& old = entry.rows[at];
    if (old.kind != row.kind) {
        removeRowsOf(entry, at, 1);
        insertRowsOf(entry, at, {row});
        return;
    }
    QList<int> roles = changedRoles(old.block, row.block);
    if (old.streaming != row.streaming)
        roles += {Streaming, ThinkingSummary};
    if (messageChanged && !isBlockKind(row.kind))
        roles += {ThinkingSummary, StatsText, SiblingIndex, SiblingCount, ErrorText, CanContinue};
    if (roles.isEmpty())
        return;
    old = row;
    const QModelIndex changed = index(entry.firstRow + static_cast<int>(at));
    emit dataChanged(changed, changed, roles);
}

void MessageBlockModel::replaceRows(Entry& entry, qsizetype from, const QList<Row>& rows, bool messageChanged) {
    const qsizetype common = std::min(entry.rows.size() - from, rows.size());
    for (qsizetype i = 0; i < common; ++i)
        replaceRow(entry, from + i, rows[i], messageChanged);
    if (entry.rows.size() - from > rows.size())
        removeRowsOf(entry, from + rows.size(), entry.rows.size() - from - rows.size());
    else if (common < rows.size())
        insertRowsOf(entry, from + common, rows.sliced(common));
}

void MessageBlockModel::removeRowsOf(Entry& entry, qsizetype at, qsizetype count) {
    const int begin = entry.firstRow + static_cast<int>(at);
    beginRemoveRows({}, begin, begin + static_cast<int>(count) - 1);
    entry.rows.remove(at, count);
    shiftAfter(entry, -count);
    endRemoveRows();
}

void MessageBlockModel::insertRowsOf(Entry& entry, qsizetype at, const QList<Row>& rows) {
    const int begin = entry.firstRow + static_cast<int>(at);
    beginInsertRows({}, begin, begin + static_cast<int>(rows.size()) - 1);
    for (qsizetype i = 0; i < rows.size(); ++i)
        entry.rows.insert(at + i, rows[i]);
    shiftAfter(entry, rows.size());
    endInsertRows();
}

void MessageBlockModel::shiftAfter(const Entry& entry, qsizetype count) {
    for (auto other = m_entries.rbegin(); other != m_entries.rend() && other->get() != &entry; ++other)
        (*other)->firstRow += static_cast<int>(count);
}

MessageBlockModel::Entry* MessageBlockModel::find(store::MessageId id) const {
    // Changes come to the last message, nearly always.
    const auto found =
        std::find_if(m_entries.rbegin(), m_entries.rend(), [id](const auto& entry) { return entry->message.id == id; });
    return found == m_entries.rend() ? nullptr : found->get();
}

const Message* MessageBlockModel::message(store::MessageId id) const {
    const Entry* const entry = find(id);
    return entry ? &entry->message : nullptr;
}

}  // namespace lanternfish::ui
