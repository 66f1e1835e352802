#include "ui/models/conversation_list_model.h"

#include <algorithm>
#include <utility>

#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

ConversationListModel::ConversationListModel(QObject* parent, Clock clock)
    : QAbstractListModel(parent), m_clock(std::move(clock)), m_today(m_clock().date()) {
    m_midnight.setSingleShot(true);
    connect(&m_midnight, &QTimer::timeout, this, &ConversationListModel::checkDay);
    waitForMidnight();
}

int ConversationListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ConversationListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Key& key = m_rows[static_cast<size_t>(index.row())];
    const auto found = m_conversations.constFind(-key.id);
    return key.inside && found != m_conversations.cend() ? conversationData(key, *found, role) : headingData(key, role);
}

QVariant ConversationListModel::conversationData(const Key& key, const store::Conversation& conversation,
                                                 int role) const {
    switch (role) {
        case ConversationId:
            return static_cast<double>(conversation.id);
        case Qt::DisplayRole:
        case Title:
            return conversation.title;
        case Section:
            return sectionOf(key, &conversation);
        case Answering:
            return conversation.id == m_answering;
        case Waiting:
            return m_waiting.contains(conversation.id);
        case Current:
            return conversation.id == m_current;
        case Time:
            return conversation.updatedAt.toLocalTime();
        case Kind:
            return u"conversation"_s;
        case FolderId:
            return static_cast<double>(conversation.folder.value_or(0));
        case Depth:
            return key.place == Place::Folders ? m_folders[static_cast<size_t>(key.folder)].depth + 1
                                               : int(key.place == Place::Archive || key.place == Place::Bin);
        case Pinned:
            return conversation.pinned;
        case Archived:
            return conversation.archived;
        case Deleted:
            return conversation.deletedAt.has_value();
        case HasDraft:
            return !conversation.draft.isEmpty() || !conversation.draftFiles.isEmpty();
        case Count:
            return 0;
        case Expanded:
            return false;
        default:
            return {};
    }
}

QVariant ConversationListModel::headingData(const Key& key, int role) const {
    const FolderEntry* folder = key.place == Place::Folders ? &m_folders[static_cast<size_t>(key.folder)] : nullptr;
    const bool archive = key.place == Place::Archive;
    switch (role) {
        case Qt::DisplayRole:
        case Title:
            return folder ? folder->folder.name : archive ? tr("Archive") : tr("Bin");
        case Section:
            return sectionOf(key, nullptr);
        case Kind:
            return folder ? u"folder"_s : archive ? u"archive"_s : u"bin"_s;
        case FolderId:
            return static_cast<double>(folder ? folder->folder.id : 0);
        case Depth:
            return folder ? folder->depth : 0;
        case Count:
            return folder ? folder->count : archive ? m_archived : m_binned;
        case Expanded:
            return folder ? folder->open : archive ? m_archiveOpen : m_binOpen;
        case ConversationId:
            return 0.0;
        case Time:
            return QDateTime();
        case Answering:
        case Waiting:
        case Current:
        case Pinned:
        case Archived:
        case Deleted:
        case HasDraft:
            return false;
        default:
            return {};
    }
}

QHash<int, QByteArray> ConversationListModel::roleNames() const {
    return {{ConversationId, "conversationId"},
            {Title, "title"},
            {Section, "section"},
            {Answering, "answering"},
            {Waiting, "waiting"},
            {Current, "current"},
            {Time, "time"},
            {Kind, "kind"},
            {FolderId, "folderId"},
            {Depth, "depth"},
            {Count, "count"},
            {Expanded, "expanded"},
            {Pinned, "pinned"},
            {Archived, "archived"},
            {Deleted, "deleted"},
            {HasDraft, "hasDraft"}};
}

QString ConversationListModel::sectionOf(const Key& key, const store::Conversation* conversation) const {
    switch (key.place) {
        case Place::Pinned:
            return tr("Pinned");
        case Place::Days:
            return conversation ? ui::sectionOf(conversation->updatedAt.toLocalTime().date(), m_today) : QString();
        case Place::Folders:
            return tr("Folders");
        case Place::Archive:
        case Place::Bin:
        case Place::End:
            break;
    }
    return tr("Archive and bin");
}

ConversationListModel::Key ConversationListModel::keyOf(const store::Conversation& conversation) const {
    Key key;
    key.newestFirst = -conversation.updatedAt.toMSecsSinceEpoch();
    key.id = -conversation.id;
    const auto folder = conversation.folder ? m_folderIndex.constFind(*conversation.folder) : m_folderIndex.cend();
    if (conversation.deletedAt) {
        key.place = Place::Bin;
        key.newestFirst = -conversation.deletedAt->toMSecsSinceEpoch();
    } else if (conversation.archived) {
        key.place = Place::Archive;
    } else if (conversation.pinned) {
        key.place = Place::Pinned;
    } else if (folder != m_folderIndex.cend()) {
        key.place = Place::Folders;
        key.folder = *folder;
    }
    return key;
}

bool ConversationListModel::isFolderOpen(int folder) const {
    for (int at = folder; at >= 0; at = m_folders[static_cast<size_t>(at)].parent) {
        if (!m_folders[static_cast<size_t>(at)].open)
            return false;
    }
    return true;
}

bool ConversationListModel::isShown(const Key& key) const {
    switch (key.place) {
        case Place::Pinned:
        case Place::Days:
            return true;
        case Place::Folders:
            return isFolderOpen(key.inside ? key.folder : m_folders[static_cast<size_t>(key.folder)].parent);
        case Place::Archive:
            return key.inside ? m_archiveOpen : m_archived > 0;
        case Place::Bin:
        case Place::End:
            break;
    }
    return key.inside ? m_binOpen : m_binned > 0;
}

int ConversationListModel::lowerBound(const Key& key) const {
    return static_cast<int>(std::ranges::lower_bound(m_rows, key) - m_rows.begin());
}

int ConversationListModel::rowOf(double conversation) const {
    const auto key = m_keys.constFind(static_cast<store::ConversationId>(conversation));
    return key == m_keys.cend() || !isShown(*key) ? -1 : lowerBound(*key);
}

void ConversationListModel::insertRow(const Key& key) {
    const int row = lowerBound(key);
    beginInsertRows({}, row, row);
    m_rows.insert(m_rows.begin() + row, key);
    endInsertRows();
}

void ConversationListModel::removeRow(const Key& key) {
    const int row = lowerBound(key);
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

void ConversationListModel::moveRow(const Key& from, const Key& to) {
    const int row = lowerBound(from);
    const int before = lowerBound(to);  // the row that it will stand in front of
    if (before == row || before == row + 1) {
        m_rows[static_cast<size_t>(row)] = to;
        return;
    }
    beginMoveRows({}, row, row, {}, before);
    m_rows[static_cast<size_t>(row)] = to;
    const auto at = m_rows.begin() + row;
    if (before > row)
        std::rotate(at, at + 1, m_rows.begin() + before);
    else
        std::rotate(m_rows.begin() + before, at, at + 1);
    endMoveRows();
}

void ConversationListModel::changeRow(const Key& key, const QList<int>& roles) {
    if (!isShown(key))
        return;
    const QModelIndex at = index(lowerBound(key));
    emit dataChanged(at, at, roles);
}

int& ConversationListModel::countOf(Place place, int folder) {
    return place == Place::Folders   ? m_folders[static_cast<size_t>(folder)].count
           : place == Place::Archive ? m_archived
                                     : m_binned;
}

/// Archive and bin come and go with what is in them.
void ConversationListModel::count(const Key& key, int change) {
    if (key.place == Place::Pinned || key.place == Place::Days)
        return;
    const Key heading = headingOf(key.place, key.folder);
    const bool before = isShown(heading);
    int& number = countOf(key.place, key.folder);
    if (before && key.place != Place::Folders && number + change == 0)
        removeRow(heading);
    number += change;
    if (!before && isShown(heading))
        insertRow(heading);
    else
        changeRow(heading, {Count});
}

void ConversationListModel::put(const store::Conversation& conversation) {
    const Key key = keyOf(conversation);
    const auto known = m_keys.constFind(conversation.id);
    if (known == m_keys.cend()) {
        m_conversations.insert(conversation.id, conversation);
        m_keys.insert(conversation.id, key);
        count(key, 1);
        if (isShown(key))
            insertRow(key);
        return;
    }
    const Key before = *known;
    const bool wasShown = isShown(before);
    if (before == key) {
        m_conversations.insert(conversation.id, conversation);
        changeRow(key, {Qt::DisplayRole, Title, Section, Time, FolderId, Pinned, HasDraft});
        return;
    }
    const bool samePlace = before.place == key.place && before.folder == key.folder;
    if (wasShown && isShown(key) && samePlace) {
        m_conversations.insert(conversation.id, conversation);
        m_keys.insert(conversation.id, key);
        moveRow(before, key);
        changeRow(key, {});
        return;
    }
    if (wasShown)
        removeRow(before);
    m_conversations.insert(conversation.id, conversation);
    m_keys.insert(conversation.id, key);
    if (!samePlace) {
        count(before, -1);
        count(key, 1);
    }
    if (isShown(key))
        insertRow(key);
}

void ConversationListModel::remove(store::ConversationId conversation) {
    const auto known = m_keys.constFind(conversation);
    if (known == m_keys.cend())
        return;
    const Key key = *known;
    if (isShown(key))
        removeRow(key);
    m_keys.remove(conversation);
    m_conversations.remove(conversation);
    count(key, -1);
}

void ConversationListModel::setCurrent(store::ConversationId conversation) {
    const store::ConversationId before = std::exchange(m_current, conversation);
    if (before == conversation)
        return;
    mark(before, Current);
    mark(conversation, Current);
}

void ConversationListModel::setAnswering(store::ConversationId conversation,
                                         const QList<store::ConversationId>& waiting) {
    const store::ConversationId before = std::exchange(m_answering, conversation);
    if (before != conversation) {
        mark(before, Answering);
        mark(conversation, Answering);
    }
    const QList<store::ConversationId> waited = std::exchange(m_waiting, waiting);
    if (waited == waiting)
        return;
    for (const QList<store::ConversationId>* list : {&waited, &waiting}) {
        for (const store::ConversationId each : *list)
            mark(each, Waiting);
    }
}

void ConversationListModel::mark(store::ConversationId conversation, int role) {
    if (const auto key = m_keys.constFind(conversation); key != m_keys.cend())
        changeRow(*key, {role});
}

void ConversationListModel::checkDay() {
    const QDate today = m_clock().date();
    if (std::exchange(m_today, today) != today)
        retranslate();
    waitForMidnight();
}

void ConversationListModel::retranslate() {
    if (!m_rows.empty())
        emit dataChanged(index(0), index(rowCount() - 1), {Qt::DisplayRole, Title, Section});
}

void ConversationListModel::waitForMidnight() {
    const QDateTime now = m_clock();
    // Checked each hour as well: timers stand still while the computer sleeps, and clocks are set.
    constexpr qint64 kHour = 3'600'000;
    const qint64 left = now.msecsTo(now.date().addDays(1).startOfDay(now.timeZone()));
    m_midnight.start(static_cast<int>(std::clamp<qint64>(left + 1, 1, kHour)));
}

}  // namespace lanternfish::ui
