#include <algorithm>
#include <tuple>

#include "app/assistant/history.h"

namespace lanternfish::assistant {

const store::Folder* History::folder(store::FolderId folder) const {
    const auto found = std::ranges::find(m_folders, folder, &store::Folder::id);
    return found == m_folders.end() ? nullptr : &*found;
}

store::Folder* History::mutableFolder(store::FolderId folder) {
    const auto found = std::ranges::find(m_folders, folder, &store::Folder::id);
    return found == m_folders.end() ? nullptr : &*found;
}

void History::sortFolders() {
    std::ranges::sort(m_folders, {}, [](const store::Folder& each) {
        return std::tuple(each.parent.value_or(0), each.position, each.id);
    });
}

QList<store::FolderId> History::foldersIn(std::optional<store::FolderId> parent) const {
    QList<store::FolderId> inside;
    for (const store::Folder& each : m_folders) {
        if (each.parent == parent) {
            inside.append(each.id);
        }
    }
    return inside;
}

/// Makes `order` the folders of `parent`, and writes those that this changes.
void History::placeFolders(std::optional<store::FolderId> parent, const QList<store::FolderId>& order) {
    for (int position = 0; position < order.size(); ++position) {
        store::Folder* folder = mutableFolder(order[position]);
        if (folder->parent == parent && folder->position == position) {
            continue;
        }
        folder->parent = parent;
        folder->position = position;
        keep([changed = *folder](store::Repository& repository) { return repository.saveFolder(changed); });
    }
    sortFolders();
}

store::FolderId History::addFolder(const QString& name, std::optional<store::FolderId> parent) {
    const QString clean = name.simplified();
    if (!m_open || clean.isEmpty() || (parent && folder(*parent) == nullptr)) {
        return 0;
    }
    store::Folder added;
    added.id = ++m_lastIds.folder;
    added.parent = parent;
    added.name = clean;
    const QList<store::FolderId> siblings = foldersIn(parent);
    added.position = siblings.isEmpty() ? 0 : folder(siblings.last())->position + 1;
    m_folders.append(added);
    sortFolders();
    keep([added](store::Repository& repository) { return repository.insertFolder(added); });
    emit foldersChanged();
    return added.id;
}

void History::renameFolder(store::FolderId id, const QString& name) {
    store::Folder* found = mutableFolder(id);
    const QString clean = name.simplified();
    if (found == nullptr || clean.isEmpty() || clean == found->name) {
        return;
    }
    found->name = clean;
    keep([changed = *found](store::Repository& repository) { return repository.saveFolder(changed); });
    emit foldersChanged();
}

bool History::moveFolder(store::FolderId id, std::optional<store::FolderId> parent, int position) {
    if (folder(id) == nullptr || (parent && folder(*parent) == nullptr)) {
        return false;
    }
    // A damaged file may hold a circle: the walk up is never longer than there are folders.
    std::optional<store::FolderId> above = parent;
    for (qsizetype steps = 0; above && steps <= m_folders.size(); ++steps) {
        if (*above == id) {
            return false;
        }
        const store::Folder* next = folder(*above);
        above = next == nullptr ? std::nullopt : next->parent;
    }
    QList<store::FolderId> order = foldersIn(parent);
    order.removeOne(id);
    order.insert(std::clamp<qsizetype>(position, 0, order.size()), id);
    placeFolders(parent, order);
    emit foldersChanged();
    return true;
}

void History::removeFolder(store::FolderId id) {
    const store::Folder* found = folder(id);
    if (found == nullptr) {
        return;
    }
    const std::optional<store::FolderId> parent = found->parent;
    QList<store::FolderId> order = foldersIn(parent);
    const qsizetype at = order.indexOf(id);
    const QList<store::FolderId> inside = foldersIn(id);
    order.removeAt(at);
    for (qsizetype i = 0; i < inside.size(); ++i) {
        order.insert(at + i, inside[i]);
    }
    m_folders.removeIf([id](const store::Folder& each) { return each.id == id; });
    keep([id](store::Repository& repository) { return repository.removeFolder(id); });
    placeFolders(parent, order);
    QList<store::ConversationId> moved;
    for (Conversations* where : {&m_conversations, &m_temporary}) {
        for (store::Conversation& conversation : *where) {
            if (conversation.folder == id) {
                conversation.folder = parent;
                moved.append(conversation.id);
            }
        }
    }
    for (const store::ConversationId each : std::as_const(moved)) {
        emit conversationChanged(each);
    }
    emit foldersChanged();
}

}  // namespace lanternfish::assistant
