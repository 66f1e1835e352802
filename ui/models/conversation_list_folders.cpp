// The part of ConversationListModel that concerns whole groups of rows: folders, archive and bin.

#include <algorithm>

#include "ui/models/conversation_list_model.h"

namespace lanternfish::ui {

/// Each folder before those inside it. One that lies in a circle or in none that exists stands at the top.
void ConversationListModel::takeFolders(const QList<store::Folder>& folders) {
    m_folders.clear();
    m_folderIndex.clear();
    QHash<store::FolderId, QList<store::Folder>> inside;
    QSet<store::FolderId> all;
    for (const store::Folder& folder : folders)
        all.insert(folder.id);
    for (const store::Folder& folder : folders)
        inside[folder.parent && all.contains(*folder.parent) ? *folder.parent : 0].append(folder);
    const auto add = [&](const auto& self, const store::Folder& folder, int parent, int depth) -> void {
        if (m_folderIndex.contains(folder.id))
            return;
        const int at = static_cast<int>(m_folders.size());
        m_folderIndex.insert(folder.id, at);
        m_folders.push_back({folder, depth, parent, 0, m_openFolders.contains(folder.id)});
        for (const store::Folder& each : inside.value(folder.id))
            self(self, each, at, depth + 1);
    };
    for (const store::Folder& folder : inside.value(0))
        add(add, folder, -1, 0);
    for (const store::Folder& folder : folders)
        add(add, folder, -1, 0);
}

void ConversationListModel::reset(const QHash<store::ConversationId, store::Conversation>& conversations,
                                  const QList<store::Folder>& folders) {
    beginResetModel();
    m_conversations = conversations;
    takeFolders(folders);
    m_keys.clear();
    m_archived = 0;
    m_binned = 0;
    m_keys.reserve(conversations.size());
    for (const store::Conversation& conversation : conversations) {
        const Key key = keyOf(conversation);
        m_keys.insert(conversation.id, key);
        if (key.place != Place::Pinned && key.place != Place::Days)
            ++countOf(key.place, key.folder);
    }
    m_rows.clear();
    m_rows.reserve(static_cast<size_t>(conversations.size()));
    for (const Place place : {Place::Pinned, Place::Days, Place::Folders, Place::Archive, Place::Bin}) {
        const std::vector<Key> keys = keysIn(place);
        m_rows.insert(m_rows.end(), keys.begin(), keys.end());
    }
    endResetModel();
}

/// What is to be shown there, in order.
std::vector<ConversationListModel::Key> ConversationListModel::keysIn(Place place) const {
    std::vector<Key> keys;
    const int headings = place == Place::Folders ? static_cast<int>(m_folders.size())
                                                 : int(place == Place::Archive || place == Place::Bin);
    for (int i = 0; i < headings; ++i) {
        if (const Key heading = headingOf(place, i); isShown(heading))
            keys.push_back(heading);
    }
    for (const Key& key : m_keys) {
        if (key.place == place && isShown(key))
            keys.push_back(key);
    }
    std::ranges::sort(keys);
    return keys;
}

void ConversationListModel::hideAll(Place place) {
    const auto first = std::ranges::lower_bound(m_rows, place, {}, &Key::place);
    const auto last = std::ranges::upper_bound(m_rows, place, {}, &Key::place);
    if (first == last)
        return;
    beginRemoveRows({}, static_cast<int>(first - m_rows.begin()), static_cast<int>(last - m_rows.begin()) - 1);
    m_rows.erase(first, last);
    endRemoveRows();
}

void ConversationListModel::showAll(Place place) {
    const std::vector<Key> keys = keysIn(place);
    if (keys.empty())
        return;
    const auto at = std::ranges::lower_bound(m_rows, place, {}, &Key::place);
    const int row = static_cast<int>(at - m_rows.begin());
    beginInsertRows({}, row, row + static_cast<int>(keys.size()) - 1);
    m_rows.insert(at, keys.begin(), keys.end());
    endInsertRows();
}

void ConversationListModel::setFolders(const QList<store::Folder>& folders) {
    // Rows are ordered by the folders' places: a name is one row's, everything else concerns them all.
    const auto known = [this](const store::Folder& folder) {
        const auto at = m_folderIndex.constFind(folder.id);
        if (at == m_folderIndex.cend())
            return false;
        const store::Folder& before = m_folders[static_cast<size_t>(*at)].folder;
        return before.parent == folder.parent && before.position == folder.position;
    };
    if (folders.size() == static_cast<qsizetype>(m_folders.size()) && std::ranges::all_of(folders, known)) {
        for (const store::Folder& folder : folders) {
            const int at = m_folderIndex.value(folder.id);
            store::Folder& before = m_folders[static_cast<size_t>(at)].folder;
            if (before.name != folder.name) {
                before.name = folder.name;
                changeRow(headingOf(Place::Folders, at), {Qt::DisplayRole, Title});
            }
        }
        return;
    }
    hideAll(Place::Folders);
    QList<store::Conversation> moved;
    for (const store::Conversation& conversation : std::as_const(m_conversations)) {
        if (conversation.folder)
            moved.append(conversation);
    }
    for (const store::Conversation& conversation : std::as_const(moved)) {
        if (const Key key = m_keys.value(conversation.id); key.place == Place::Days)
            removeRow(key);
    }
    takeFolders(folders);
    for (const store::Conversation& conversation : std::as_const(moved)) {
        const Key key = keyOf(conversation);
        m_keys.insert(conversation.id, key);
        if (key.place == Place::Folders)
            ++countOf(key.place, key.folder);
        else if (key.place == Place::Days)
            insertRow(key);
    }
    showAll(Place::Folders);
}

/// What is in it, folders too, stands below it without a gap, up to `end`.
void ConversationListModel::toggle(const Key& heading, const Key& end, bool& open) {
    if (!isShown(heading)) {
        open = !open;
        return;
    }
    const int first = lowerBound(heading) + 1;
    if (open) {
        const int last = lowerBound(end);
        if (last > first) {
            beginRemoveRows({}, first, last - 1);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last);
            open = false;
            endRemoveRows();
        }
        open = false;
    } else {
        open = true;
        std::vector<Key> keys = keysIn(heading.place);
        std::erase_if(keys, [&](const Key& key) { return key <= heading || key >= end; });
        if (!keys.empty()) {
            beginInsertRows({}, first, first + static_cast<int>(keys.size()) - 1);
            m_rows.insert(m_rows.begin() + first, keys.begin(), keys.end());
            endInsertRows();
        }
    }
    changeRow(heading, {Expanded});
}

void ConversationListModel::toggleFolder(double folder) {
    const auto found = m_folderIndex.constFind(static_cast<store::FolderId>(folder));
    if (found == m_folderIndex.cend())
        return;
    FolderEntry& entry = m_folders[static_cast<size_t>(*found)];
    int end = *found + 1;
    while (end < static_cast<int>(m_folders.size()) && m_folders[static_cast<size_t>(end)].depth > entry.depth)
        ++end;
    toggle(headingOf(Place::Folders, *found), headingOf(Place::Folders, end), entry.open);
    if (entry.open)
        m_openFolders.insert(entry.folder.id);
    else
        m_openFolders.remove(entry.folder.id);
}

void ConversationListModel::toggleArchive() {
    toggle(headingOf(Place::Archive), headingOf(Place::Bin), m_archiveOpen);
}

void ConversationListModel::toggleBin() {
    toggle(headingOf(Place::Bin), headingOf(Place::End), m_binOpen);
}

}  // namespace lanternfish::ui
