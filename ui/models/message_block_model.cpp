#include "ui/models/message_block_model.h"

#include <algorithm>
#include <utility>

#include "app/markup/table_text.h"

namespace lanternfish::ui {

using store::Message;
using store::Status;

namespace {

QList<int> changedRoles(const markup::Block& before, const markup::Block& after) {
    using Model = MessageBlockModel;
    QList<int> roles;
    if (before.html != after.html)
        roles.append(Model::Html);
    if (before.plainText != after.plainText)
        roles += {Model::PlainText, Model::ErrorText, Model::SpokenText};
    if (before.language != after.language)
        roles += {Model::Language, Model::DefinitionName};
    if (before.level != after.level)
        roles.append(Model::Level);
    if (before.joint != after.joint)
        roles.append(Model::Continues);
    if (before.tableHeader != after.tableHeader || before.tableRows != after.tableRows ||
        before.tableAlignments != after.tableAlignments)
        roles.append(Model::Table);
    return roles;
}

bool sameMeta(const Message& a, const Message& b) {
    return a.status == b.status && a.error == b.error && a.stats.generatedTokens == b.stats.generatedTokens &&
           a.stats.decodeSeconds == b.stats.decodeSeconds && a.stats.thinkingTokens == b.stats.thinkingTokens &&
           a.stats.thinkingSeconds == b.stats.thinkingSeconds;
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

const MessageBlockModel::Entry& MessageBlockModel::entryAt(int row) const {
    // The last entry that begins at or before the row; entries without rows share their begin with the next one.
    const auto next = std::ranges::upper_bound(m_entries, row, {}, [](const auto& entry) { return entry->firstRow; });
    return **std::prev(next);
}

QList<MessageRow> MessageBlockModel::rowsOf(const Entry& entry, qsizetype fromBlock) {
    return messageRows(entry.message, entry.parser.blocks(), fromBlock, entry.source);
}

std::unique_ptr<MessageBlockModel::Entry> MessageBlockModel::makeEntry(const Message& message) const {
    auto entry = std::make_unique<Entry>();
    entry->message = message;
    entry->siblings = siblingsOf(message.id);
    if (message.role == store::Role::Assistant)
        entry->parser.append(message.text);
    entry->rows = rowsOf(*entry, 0);
    return entry;
}

void MessageBlockModel::setMessages(const QList<Message>& messages) {
    // Rows find their message by where it begins, so one without rows has no place here.
    QList<Message> shown = messages;
    shown.removeIf([](const Message& message) { return message.role == store::Role::System; });
    const auto [entry, message] =
        std::ranges::mismatch(m_entries, shown, {}, [](const auto& e) { return e->message.id; }, &Message::id);
    const auto common = static_cast<qsizetype>(message - shown.begin());
    if (common > 0) {
        switchBranch(shown, common);
        return;
    }
    beginResetModel();
    m_entries.clear();
    int row = 0;
    for (const Message& each : std::as_const(shown)) {
        m_entries.push_back(makeEntry(each));
        m_entries.back()->firstRow = row;
        row += static_cast<int>(m_entries.back()->rows.size());
    }
    endResetModel();
}

void MessageBlockModel::switchBranch(const QList<Message>& messages, qsizetype common) {
    // What both branches share stays as it is, so that nobody loses their place.
    if (std::cmp_less(common, m_entries.size())) {
        const int begin = m_entries[common]->firstRow;
        beginRemoveRows({}, begin, rowCount() - 1);
        m_entries.resize(common);
        endRemoveRows();
    }
    for (qsizetype i = 0; i < common; ++i) {
        updateMessage(messages[i]);
        updateSiblings(*m_entries[i]);
    }
    for (const Message& message : messages.sliced(common))
        appendMessage(message);
}

void MessageBlockModel::updateSiblings(Entry& entry) {
    const Siblings now = siblingsOf(entry.message.id);
    if (std::exchange(entry.siblings, now) == now || entry.rows.isEmpty())
        return;
    emit dataChanged(index(entry.firstRow), index(entry.firstRow + static_cast<int>(entry.rows.size()) - 1),
                     {SiblingIndex, SiblingCount, CanContinue});
}

void MessageBlockModel::appendMessage(const Message& message) {
    if (find(message.id)) {
        updateMessage(message);
        return;
    }
    auto entry = makeEntry(message);
    if (entry->rows.isEmpty())
        return;
    const QList<MessageRow> rows = std::exchange(entry->rows, {});
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
        replaceRows(*entry, 0, rowsOf(*entry, 0), metaChanged);
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
    if (fromBlock == 0 || entry->source || !thinkingStays || before.reasoning != message.reasoning) {
        replaceRows(*entry, 0, rowsOf(*entry, 0), metaChanged);
        return;
    }
    const qsizetype thinkingRows = message.reasoning.isEmpty() ? 0 : 1;
    replaceRows(*entry, thinkingRows + fromBlock, rowsOf(*entry, fromBlock), metaChanged);
    if (thinkingRows == 1 && metaChanged)
        replaceRow(*entry, 0, MessageRow(entry->rows.first()), true);
}

void MessageBlockModel::replaceRow(Entry& entry, qsizetype at, const MessageRow& row, bool messageChanged) {
    MessageRow& old = entry.rows[at];
    if (old.kind != row.kind) {
        removeRowsOf(entry, at, 1);
        insertRowsOf(entry, at, {row});
        return;
    }
    QList<int> roles = changedRoles(old.block, row.block);
    if (old.streaming != row.streaming)
        roles += {Streaming, ThinkingSummary, ThinkingDetail, SpokenText};
    if (messageChanged && !showsBlock(row))
        roles += {ThinkingSummary, ThinkingDetail, StatsText, SiblingIndex, SiblingCount, ErrorText, CanContinue};
    if (roles.isEmpty())
        return;
    const bool open = old.open;
    old = row;
    old.open = open;
    const QModelIndex changed = index(entry.firstRow + static_cast<int>(at));
    emit dataChanged(changed, changed, roles);
}

void MessageBlockModel::replaceRows(Entry& entry, qsizetype from, const QList<MessageRow>& rows, bool messageChanged) {
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

void MessageBlockModel::insertRowsOf(Entry& entry, qsizetype at, const QList<MessageRow>& rows) {
    const int begin = entry.firstRow + static_cast<int>(at);
    beginInsertRows({}, begin, begin + static_cast<int>(rows.size()) - 1);
    for (qsizetype i = 0; i < rows.size(); ++i)
        entry.rows.insert(at + i, rows[i]);
    shiftAfter(entry, rows.size());
    endInsertRows();
}

bool MessageBlockModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Open || !checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return false;
    Entry& entry = *find(entryAt(index.row()).message.id);
    if (std::exchange(entry.rows[index.row() - entry.firstRow].open, value.toBool()) != value.toBool())
        emit dataChanged(index, index, {Open});
    return true;
}

void MessageBlockModel::setSourceShown(double messageId, bool shown) {
    Entry* const entry = find(static_cast<store::MessageId>(messageId));
    if (!entry || std::exchange(entry->source, shown) == shown)
        return;
    replaceRows(*entry, 0, rowsOf(*entry, 0), false);
    emit dataChanged(index(entry->firstRow), index(entry->firstRow + static_cast<int>(entry->rows.size()) - 1),
                     {SourceShown});
}

bool MessageBlockModel::sourceShown(double messageId) const {
    const Entry* const entry = find(static_cast<store::MessageId>(messageId));
    return entry && entry->source;
}

const MessageRow& MessageBlockModel::row(int row) const {
    const Entry& entry = entryAt(row);
    return entry.rows[row - entry.firstRow];
}

const Message& MessageBlockModel::messageAt(int row) const {
    return entryAt(row).message;
}

int MessageBlockModel::firstRowAt(int row) const {
    return entryAt(row).firstRow;
}

QString MessageBlockModel::tableText(int row, bool csv) const {
    if (row < 0 || row >= rowCount())
        return {};
    const markup::Block& block = this->row(row).block;
    return csv ? markup::tableCsv(block) : markup::tableMarkdown(block);
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
