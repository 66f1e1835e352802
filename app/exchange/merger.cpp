#include "app/exchange/merger.h"

#include <algorithm>
#include <QCryptographicHash>

namespace lanternfish::exchange {

namespace {

using store::Conversation;
using store::Message;
using store::MessageId;
using store::Repository;

/// Of the message that a conversation begins with; never empty.
QByteArray beginningOf(const QList<Message>& messages) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!messages.isEmpty()) {
        const Message& first = messages.front();
        hash.addData(QByteArray::number(static_cast<int>(first.role)) + ' ' +
                     QByteArray::number(first.createdAt.toMSecsSinceEpoch()) + ' ');
        hash.addData(first.text.toUtf8());
    }
    return hash.result();
}

bool sameAttachments(const QList<store::Attachment>& left, const QList<store::Attachment>& right) {
    return std::ranges::equal(left, right, [](const store::Attachment& a, const store::Attachment& b) {
        return a.sha256 == b.sha256 && a.name == b.name;
    });
}

bool sameMoment(const Message& there, const Message& added) {
    return there.role == added.role && there.createdAt == added.createdAt &&
           sameAttachments(there.attachments, added.attachments);
}

bool same(const Message& there, const Message& added) {
    return sameMoment(there, added) && there.text == added.text && there.reasoning == added.reasoning;
}

/// An answer that was cut off may have gone on in place.
bool wentOn(const Message& there, const Message& added) {
    return added.status != store::Status::Complete && sameMoment(there, added) && there.text.startsWith(added.text) &&
           there.reasoning.startsWith(added.reasoning);
}

/// Takes the one that `added` is already from those with the same parent; null when there is none.
const Message* takeSame(QList<const Message*>& siblings, const Message& added) {
    for (const auto& fits : {&same, &wentOn}) {
        const auto found = std::ranges::find_if(siblings, [&](const Message* m) { return fits(*m, added); });
        if (found != siblings.end()) {
            const Message* taken = *found;
            siblings.erase(found);
            return taken;
        }
    }
    return nullptr;
}

bool samePreset(const store::Preset& left, const store::Preset& right) {
    return left.name == right.name && left.systemPrompt == right.systemPrompt && left.sampling == right.sampling &&
           left.thinking == right.thinking && left.seed == right.seed;
}

}  // namespace

Result<Merger> Merger::create(const HistoryAccess& history, Mode mode, std::optional<Repository::HighestIds> idsAfter) {
    Merger merger(history, mode);
    LF_CHECK(merger.lookAround());
    if (idsAfter) {
        merger.m_lastIds = *idsAfter;
    } else {
        LF_TRY(merger.m_lastIds, history.run([](Repository& repository) { return repository.highestIds(); }));
    }
    return merger;
}

Result<void> Merger::lookAround() {
    LF_TRY(QList<Conversation> conversations, m_history.run([](Repository& r) { return r.conversations(); }));
    LF_TRY(const QList<Conversation> deleted, m_history.run([](Repository& r) { return r.deletedConversations(); }));
    conversations += deleted;
    std::ranges::sort(conversations, {}, &Conversation::id);
    for (Conversation& conversation : conversations) {
        m_present[conversation.createdAt.toMSecsSinceEpoch()].append({.conversation = std::move(conversation)});
    }
    LF_TRY(m_presentFolders, m_history.run([](Repository& r) { return r.folders(); }));
    std::ranges::stable_sort(m_presentFolders, {}, [](const store::Folder& f) { return std::pair(f.position, f.id); });
    for (const store::Folder& folder : m_presentFolders) {
        m_topFolders = std::max(m_topFolders, folder.position + 1);
    }
    LF_TRY(m_presentPresets, m_history.run([](Repository& r) { return r.presets(); }));
    std::ranges::stable_sort(m_presentPresets, {}, [](const store::Preset& p) { return std::pair(p.position, p.id); });
    for (const store::Preset& preset : m_presentPresets) {
        m_nextPreset = std::max(m_nextPreset, preset.position + 1);
    }
    return {};
}

Result<void> Merger::folder(const store::Folder& folder) {
    store::Folder mapped = folder;
    if (folder.parent) {
        mapped.parent = m_folders.value(*folder.parent);
    }
    const auto there = std::ranges::find_if(
        m_presentFolders, [&](const store::Folder& f) { return f.parent == mapped.parent && f.name == mapped.name; });
    if (there != m_presentFolders.end()) {
        m_folders.insert(folder.id, there->id);
        m_presentFolders.erase(there);
        return {};
    }
    mapped.id = ++m_lastIds.folder;
    // Behind all others, and in the order of the file.
    mapped.position = m_topFolders++;
    m_folders.insert(folder.id, mapped.id);
    ++m_report.newFolders;
    return write([&](Repository& repository) { return repository.insertFolder(mapped); });
}

Result<void> Merger::preset(const store::Preset& preset) {
    const auto there =
        std::ranges::find_if(m_presentPresets, [&](const store::Preset& p) { return samePreset(p, preset); });
    if (there != m_presentPresets.end()) {
        m_presets.insert(preset.id, there->id);
        m_presentPresets.erase(there);
        return {};
    }
    store::Preset mapped = preset;
    mapped.id = ++m_lastIds.preset;
    mapped.position = m_nextPreset++;
    m_presets.insert(preset.id, mapped.id);
    ++m_report.newPresets;
    return write([&](Repository& repository) { return repository.insertPreset(mapped); });
}

Result<void> Merger::attachment(const QByteArray&, const QByteArray& bytes) {
    return write([&](Repository& repository) -> Result<void> {
        LF_CHECK(repository.addAttachment(QString(), bytes));
        return {};
    });
}

Result<void> Merger::conversation(const ConversationRecord& record) {
    LF_TRY(Present* const present, find(record));
    if (present == nullptr) {
        return insert(record);
    }
    present->taken = true;
    return extend(present->conversation, record);
}

/// The conversation that is there already; null when there is none.
Result<Merger::Present*> Merger::find(const ConversationRecord& record) {
    const auto candidates = m_present.find(record.conversation.createdAt.toMSecsSinceEpoch());
    if (candidates == m_present.end()) {
        return nullptr;
    }
    const QByteArray wanted = beginningOf(record.messages);
    for (Present& candidate : *candidates) {
        if (candidate.taken) {
            continue;
        }
        if (candidate.beginning.isEmpty()) {
            LF_TRY(const QList<Message> messages, messagesOf(candidate.conversation.id));
            candidate.beginning = beginningOf(messages);
        }
        if (candidate.beginning == wanted) {
            return &candidate;
        }
    }
    return nullptr;
}

Result<void> Merger::insert(const ConversationRecord& record) {
    Conversation conversation = record.conversation;
    conversation.id = ++m_lastIds.conversation;
    conversation.leaf.reset();
    if (conversation.folder) {
        conversation.folder = m_folders.value(*conversation.folder);
    }
    if (conversation.preset) {
        conversation.preset = m_presets.value(*conversation.preset);
    }
    const MessageId before = m_lastIds.message;
    m_lastIds.message += record.messages.size();
    ++m_report.newConversations;
    m_report.newMessages += record.messages.size();
    return write([&](Repository& repository) -> Result<void> {
        LF_CHECK(repository.insertConversation(conversation));
        for (Message message : record.messages) {
            message.id += before;
            message.conversation = conversation.id;
            if (message.parent) {
                message.parent = *message.parent + before;
            }
            LF_CHECK(repository.insertMessage(message));
        }
        if (record.conversation.leaf) {
            LF_CHECK(repository.setLeaf(conversation.id, *record.conversation.leaf + before));
        }
        // Every message moved it to its own time.
        return repository.setActivity(conversation.id, conversation.updatedAt);
    });
}

Result<void> Merger::addMissing(const Conversation& conversation, const ConversationRecord& record,
                                QHash<MessageId, MessageId>& ids, qint64& added) {
    constexpr MessageId kRoot = 0;  // ids count from 1
    LF_TRY(const QList<Message> there, messagesOf(conversation.id));
    QHash<MessageId, QList<const Message*>> children;
    for (const Message& message : there) {
        children[message.parent.value_or(kRoot)].append(&message);
    }
    for (Message message : record.messages) {
        const MessageId fileId = message.id;
        if (message.parent) {
            message.parent = ids.value(*message.parent);
        }
        if (const Message* present = takeSame(children[message.parent.value_or(kRoot)], message)) {
            ids.insert(fileId, present->id);
            continue;
        }
        message.id = ++m_lastIds.message;
        message.conversation = conversation.id;
        ids.insert(fileId, message.id);
        ++added;
        LF_CHECK(write([&](Repository& repository) { return repository.insertMessage(message); }));
    }
    return {};
}

Result<void> Merger::extend(const Conversation& present, const ConversationRecord& record) {
    QHash<MessageId, MessageId> ids;
    qint64 added = 0;
    LF_CHECK(addMissing(present, record, ids, added));
    m_report.newMessages += added;
    const bool comesBack = present.deletedAt && !record.conversation.deletedAt;
    ++(added != 0  ? m_report.extendedConversations
       : comesBack ? m_report.restoredConversations
                   : m_report.presentConversations);
    return write([&](Repository& repository) -> Result<void> {
        if (comesBack) {
            LF_CHECK(repository.restore(present.id));
        }
        if (added == 0) {
            return {};
        }
        const bool newer = record.conversation.updatedAt > present.updatedAt;
        const std::optional<MessageId> leaf =
            newer && record.conversation.leaf ? std::optional(ids.value(*record.conversation.leaf)) : present.leaf;
        if (leaf) {
            LF_CHECK(repository.setLeaf(present.id, *leaf));
        }
        return repository.setActivity(present.id, std::max(present.updatedAt, record.conversation.updatedAt));
    });
}

}  // namespace lanternfish::exchange
