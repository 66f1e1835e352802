#include <algorithm>

#include "app/assistant/history.h"

namespace lanternfish::assistant {

void History::rename(store::ConversationId conversation, const QString& title) {
    store::Conversation* found = mutableConversation(conversation);
    const QString clean = title.simplified();
    if (found == nullptr || clean.isEmpty() || clean == found->title) {
        return;
    }
    found->title = clean;
    keep(conversation,
         [conversation, clean](store::Repository& repository) { return repository.rename(conversation, clean); });
    emit conversationChanged(conversation);
}

void History::setPinned(store::ConversationId conversation, bool pinned) {
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->pinned == pinned) {
        return;
    }
    found->pinned = pinned;
    keep(conversation,
         [conversation, pinned](store::Repository& repository) { return repository.setPinned(conversation, pinned); });
    emit conversationChanged(conversation);
}

void History::setArchived(store::ConversationId conversation, bool archived) {
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->archived == archived) {
        return;
    }
    found->archived = archived;
    keep(conversation, [conversation, archived](store::Repository& repository) {
        return repository.setArchived(conversation, archived);
    });
    emit conversationChanged(conversation);
}

void History::setFolder(store::ConversationId conversation, std::optional<store::FolderId> folder) {
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->folder == folder || (folder && this->folder(*folder) == nullptr)) {
        return;
    }
    found->folder = folder;
    keep(conversation,
         [conversation, folder](store::Repository& repository) { return repository.setFolder(conversation, folder); });
    emit conversationChanged(conversation);
}

void History::setPreset(store::ConversationId conversation, std::optional<store::PresetId> preset) {
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->preset == preset || (preset && this->preset(*preset) == nullptr)) {
        return;
    }
    found->preset = preset;
    keep(conversation,
         [conversation, preset](store::Repository& repository) { return repository.setPreset(conversation, preset); });
    emit conversationChanged(conversation);
}

void History::setDraft(store::ConversationId conversation, const QString& draft) {
    if (conversation == 0) {
        if (m_open && m_newDraft != draft) {
            m_newDraft = draft;
            keep(
                [draft](store::Repository& repository) { return repository.setValue(QStringLiteral("draft"), draft); });
        }
        return;
    }
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->draft == draft) {
        return;
    }
    found->draft = draft;
    keep(conversation,
         [conversation, draft](store::Repository& repository) { return repository.setDraft(conversation, draft); });
    emit conversationChanged(conversation);
}

QList<store::Attachment> History::draftFiles(store::ConversationId conversation) const {
    const store::Conversation* found = find(conversation);
    return conversation == 0 ? m_newDraftFiles : found == nullptr ? QList<store::Attachment>() : found->draftFiles;
}

void History::setDraftFiles(store::ConversationId conversation, const QList<store::Attachment>& files) {
    store::Conversation* found = mutableConversation(conversation);
    if (!m_open || (conversation != 0 && found == nullptr)) {
        return;
    }
    QList<store::Attachment>& now = conversation == 0 ? m_newDraftFiles : found->draftFiles;
    if (now == files) {
        return;
    }
    now = files;
    keep(conversation, [conversation, files](store::Repository& repository) {
        return repository.setDraftFiles(conversation, files);
    });
    if (conversation != 0) {
        emit conversationChanged(conversation);
    }
}

void History::remove(store::ConversationId conversation) {
    if (m_temporary.remove(conversation)) {
        m_trees.remove(conversation);
        m_unused.removeOne(conversation);
        m_memoryAttachments.remove(conversation);
        emit conversationRemoved(conversation);
        return;
    }
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->deletedAt) {
        return;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    found->deletedAt = now;
    m_removed.append(conversation);
    keep(conversation,
         [conversation, now](store::Repository& repository) { return repository.softDelete(conversation, now); });
    emit conversationChanged(conversation);
    emit conversationRemoved(conversation);
    emit canUndoRemoveChanged();
}

void History::restore(store::ConversationId conversation) {
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || !found->deletedAt) {
        return;
    }
    found->deletedAt.reset();
    m_removed.removeOne(conversation);
    keep(conversation, [conversation](store::Repository& repository) { return repository.restore(conversation); });
    emit conversationChanged(conversation);
    emit conversationRestored(conversation);
    emit canUndoRemoveChanged();
}

void History::undoRemove() {
    if (!m_removed.isEmpty()) {
        restore(m_removed.last());
    }
}

void History::purge(store::ConversationId conversation) {
    const store::Conversation* found = find(conversation);
    if (found == nullptr || !found->deletedAt) {
        return;
    }
    keep(conversation, [conversation](store::Repository& repository) { return repository.purge(conversation); });
    m_conversations.remove(conversation);
    m_trees.remove(conversation);
    m_unused.removeOne(conversation);
    m_memoryAttachments.remove(conversation);
    m_removed.removeOne(conversation);
    emit conversationPurged(conversation);
    emit canUndoRemoveChanged();
}

void History::emptyBin() {
    QList<store::ConversationId> all;
    for (const store::Conversation& conversation : std::as_const(m_conversations)) {
        if (conversation.deletedAt) {
            all.append(conversation.id);
        }
    }
    for (const store::ConversationId each : std::as_const(all)) {
        purge(each);
    }
}

const store::Preset* History::preset(store::PresetId preset) const {
    const auto found = std::ranges::find(m_presets, preset, &store::Preset::id);
    return found == m_presets.end() ? nullptr : &*found;
}

store::PresetId History::addPreset(store::Preset preset) {
    if (!m_open) {
        return 0;
    }
    preset.id = ++m_lastIds.preset;
    preset.position = m_presets.isEmpty() ? 0 : m_presets.last().position + 1;
    m_presets.append(preset);
    keep([preset](store::Repository& repository) { return repository.insertPreset(preset); });
    emit presetsChanged();
    return preset.id;
}

void History::savePreset(const store::Preset& preset) {
    const auto found = std::ranges::find(m_presets, preset.id, &store::Preset::id);
    if (found == m_presets.end()) {
        return;
    }
    *found = preset;
    std::ranges::stable_sort(m_presets, {}, &store::Preset::position);
    keep([preset](store::Repository& repository) { return repository.savePreset(preset); });
    emit presetsChanged();
}

void History::removePreset(store::PresetId preset) {
    if (m_presets.removeIf([preset](const store::Preset& each) { return each.id == preset; }) == 0) {
        return;
    }
    keep([preset](store::Repository& repository) { return repository.removePreset(preset); });
    for (Conversations* where : {&m_conversations, &m_temporary}) {
        for (store::Conversation& conversation : *where) {
            if (conversation.preset == preset) {
                conversation.preset.reset();
                emit conversationChanged(conversation.id);
            }
        }
    }
    emit presetsChanged();
}

}  // namespace lanternfish::assistant
