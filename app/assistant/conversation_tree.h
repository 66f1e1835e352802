#pragma once

#include <optional>
#include <QHash>
#include <QList>

#include "app/store/types.h"

namespace lanternfish::assistant {

/// The messages of one conversation. Siblings are in the order of their ids, which is that of their making. Invariant:
/// a message's parent is in the tree and has the smaller id, so every walk up ends. Thread: one.
class ConversationTree {
public:
    ConversationTree() = default;
    /// A message whose parent is missing becomes a root: what can be shown is shown.
    explicit ConversationTree(const QList<store::Message>& messages);

    void insert(const store::Message& message);
    /// Replaces the message with the same id; false when there is none.
    bool update(const store::Message& message);

    const store::Message* find(store::MessageId message) const;
    bool isEmpty() const { return m_messages.isEmpty(); }

    /// From the root to `leaf`; empty when there is no such message.
    QList<store::Message> branch(store::MessageId leaf) const;
    /// The alternatives to `message`, itself included.
    QList<store::MessageId> siblings(store::MessageId message) const;
    QList<store::MessageId> children(std::optional<store::MessageId> parent) const;
    /// Going down from `message` by the newest child each time; `message` itself when it has none.
    store::MessageId newestLeaf(store::MessageId message) const;
    /// The last message of the branch to show when none is recorded.
    std::optional<store::MessageId> newestLeaf() const;

private:
    static constexpr store::MessageId kRoot = 0;  // ids count from 1

    QHash<store::MessageId, store::Message> m_messages;
    QHash<store::MessageId, QList<store::MessageId>> m_children;
};

}  // namespace lanternfish::assistant
