#include "app/exchange/selection.h"

#include <algorithm>
#include <format>
#include <QSet>
#include <QStringList>

namespace lanternfish::exchange {

namespace {

using store::Conversation;
using store::Folder;
using store::FolderId;

constexpr FolderId kTop = 0;  // ids count from 1

/// Folders that a damaged history hangs in a circle are reached from nowhere, so they are left out.
QList<Folder> inTreeOrder(const QList<Folder>& folders) {
    QHash<FolderId, QList<Folder>> children;
    for (const Folder& folder : folders) {
        children[folder.parent.value_or(kTop)].append(folder);
    }
    for (QList<Folder>& siblings : children) {
        std::ranges::stable_sort(siblings, {}, [](const Folder& f) { return std::pair(f.position, f.id); });
    }
    QList<Folder> ordered;
    const QList<Folder> outermost = children.value(kTop);
    QList<Folder> waiting(outermost.rbegin(), outermost.rend());
    while (!waiting.isEmpty()) {
        const Folder folder = waiting.takeLast();
        ordered.append(folder);
        const QList<Folder> inner = children.value(folder.id);
        waiting.append(QList<Folder>(inner.rbegin(), inner.rend()));
    }
    return ordered;
}

QSet<FolderId> withInner(const QList<Folder>& ordered, FolderId outer) {
    QSet<FolderId> found{outer};
    for (const Folder& folder : ordered) {
        if (folder.parent && found.contains(*folder.parent)) {
            found.insert(folder.id);
        }
    }
    return found;
}

/// With all that they lie in.
QSet<FolderId> withOuter(const QList<Folder>& ordered, QSet<FolderId> folders) {
    for (auto folder = ordered.rbegin(); folder != ordered.rend(); ++folder) {
        if (folder->parent && folders.contains(folder->id)) {
            folders.insert(*folder->parent);
        }
    }
    return folders;
}

Result<void> choose(QList<Conversation>& conversations, const Selection& selection, const QSet<FolderId>& inner) {
    if (selection.scope == Selection::Scope::Folder) {
        conversations.removeIf([&](const Conversation& c) { return !c.folder || !inner.contains(*c.folder); });
    }
    if (selection.scope == Selection::Scope::Conversations) {
        const QSet<store::ConversationId> wanted(selection.conversations.begin(), selection.conversations.end());
        QSet<store::ConversationId> missing = wanted;
        conversations.removeIf([&](const Conversation& c) { return !wanted.contains(c.id); });
        for (const Conversation& conversation : conversations) {
            missing.remove(conversation.id);
        }
        if (!missing.isEmpty()) {
            return makeError(ErrorCode::NotFound,
                             std::format("Export: no conversation with id {}", *missing.constBegin()));
        }
    }
    return {};
}

}  // namespace

QStringList Catalogue::path(std::optional<FolderId> folder) const {
    QStringList names;
    for (auto entry = folders.rbegin(); folder && entry != folders.rend(); ++entry) {
        if (entry->id == *folder) {
            names.prepend(entry->name);
            folder = entry->parent;
        }
    }
    return names;
}

Result<Catalogue> catalogueOf(store::Repository& repository, const Selection& selection) {
    using Scope = Selection::Scope;
    LF_TRY(const QList<Folder> unordered, repository.folders());
    const QList<Folder> folders = inTreeOrder(unordered);
    const bool known = std::ranges::contains(folders, selection.folder, &Folder::id);
    if (selection.scope == Scope::Folder && !known) {
        return makeError(ErrorCode::NotFound, std::format("Export: no folder with id {}", selection.folder));
    }
    Catalogue catalogue;
    LF_TRY(catalogue.presets, repository.presets());
    LF_TRY(catalogue.conversations, repository.conversations());
    // Who chooses a conversation by its id may also choose one from the bin.
    if (selection.scope == Scope::Conversations || (selection.scope == Scope::All && selection.bin)) {
        LF_TRY(const QList<Conversation> deleted, repository.deletedConversations());
        catalogue.conversations += deleted;
    }
    const QSet<FolderId> inner =
        selection.scope == Scope::Folder ? withInner(folders, selection.folder) : QSet<FolderId>();
    LF_CHECK(choose(catalogue.conversations, selection, inner));
    std::ranges::sort(catalogue.conversations, {}, &Conversation::id);
    std::ranges::stable_sort(catalogue.presets, {}, [](const store::Preset& p) { return std::pair(p.position, p.id); });
    catalogue.folders = folders;
    if (selection.scope == Scope::All) {
        return catalogue;
    }
    QSet<FolderId> needed = inner;
    QSet<store::PresetId> presets;
    for (const Conversation& conversation : catalogue.conversations) {
        if (conversation.folder) {
            needed.insert(*conversation.folder);
        }
        if (conversation.preset) {
            presets.insert(*conversation.preset);
        }
    }
    needed = withOuter(folders, needed);
    catalogue.folders.removeIf([&](const store::Folder& f) { return !needed.contains(f.id); });
    catalogue.presets.removeIf([&](const store::Preset& p) { return !presets.contains(p.id); });
    return catalogue;
}

}  // namespace lanternfish::exchange
