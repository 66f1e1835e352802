#pragma once

#include <QHash>
#include <QList>
#include <QString>

#include "app/store/repository.h"

namespace lanternfish::exchange {

/// What is to be exported.
struct Selection {
    enum class Scope { All, Folder, Conversations };
    Scope scope = Scope::All;
    store::FolderId folder = 0;                  ///< Folder: this one and those in it.
    QList<store::ConversationId> conversations;  ///< Conversations, in any order.
    bool bin = false;                            ///< All: also what lies in the bin.
};

/// What a selection holds, without the messages.
struct Catalogue {
    /// A folder stands before those in it and siblings in their order. For All every folder; else those that the
    /// conversations or the chosen folder need to have their place.
    QList<store::Folder> folders;
    QList<store::Preset> presets;              ///< For All every one; else those that the conversations have.
    QList<store::Conversation> conversations;  ///< By id.

    /// Names from the outermost folder to `folder`.
    QStringList path(std::optional<store::FolderId> folder) const;
};

/// Errors: those of the repository; NotFound for a folder or a conversation that isn't there.
Result<Catalogue> catalogueOf(store::Repository& repository, const Selection& selection);

}  // namespace lanternfish::exchange
