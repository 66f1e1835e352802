#include "app/assistant/conversation_tree.h"

#include <algorithm>

namespace lanternfish::assistant {

ConversationTree::ConversationTree(const QList<store::Message>& messages) {
    QList<store::Message> sorted = messages;
    std::ranges::sort(sorted, {}, &store::Message::id);
    for (const store::Message& message : std::as_const(sorted)) {
        insert(message);
    }
}

void ConversationTree::insert(const store::Message& message) {
    store::Message added = message;
    if (added.parent && (*added.parent >= added.id || !m_messages.contains(*added.parent))) {
        added.parent.reset();
    }
    m_children[added.parent.value_or(kRoot)].append(added.id);
    m_messages.insert(added.id, added);
}

bool ConversationTree::update(const store::Message& message) {
    const auto found = m_messages.find(message.id);
    if (found == m_messages.end()) {
        return false;
    }
    const std::optional<store::MessageId> parent = found->parent;
    *found = message;
    found->parent = parent;
    return true;
}

const store::Message* ConversationTree::find(store::MessageId message) const {
    const auto found = m_messages.constFind(message);
    return found == m_messages.cend() ? nullptr : &*found;
}

QList<store::Message> ConversationTree::branch(store::MessageId leaf) const {
    QList<store::Message> path;
    for (const store::Message* at = find(leaf); at != nullptr; at = at->parent ? find(*at->parent) : nullptr) {
        path.append(*at);
    }
    std::ranges::reverse(path);
    return path;
}

QList<store::MessageId> ConversationTree::siblings(store::MessageId message) const {
    const store::Message* found = find(message);
    return found == nullptr ? QList<store::MessageId>() : children(found->parent);
}

QList<store::MessageId> ConversationTree::children(std::optional<store::MessageId> parent) const {
    return m_children.value(parent.value_or(kRoot));
}

store::MessageId ConversationTree::newestLeaf(store::MessageId message) const {
    for (;;) {
        const QList<store::MessageId> below = children(message);
        if (below.isEmpty()) {
            return message;
        }
        message = below.last();
    }
}

std::optional<store::MessageId> ConversationTree::newestLeaf() const {
    const QList<store::MessageId> roots = children(std::nullopt);
    return roots.isEmpty() ? std::nullopt : std::optional(newestLeaf(roots.last()));
}

}  // namespace lanternfish::assistant
