#pragma once

#include <QByteArray>
#include <QList>

#include "app/store/types.h"
#include "lanternfish/error.h"

namespace lanternfish::exchange {

/// A conversation as a file holds it. Ids are those of the file: message 1 is the first of its conversation, folder 1
/// the first of the file. A parent stands before its children.
struct ConversationRecord {
    store::Conversation conversation;
    QList<store::Message> messages;
};

/// What the readers of all formats hand over, in this order: folders (a parent first), presets, attachments,
/// conversations. The first error ends the reading.
class HistorySink {
public:
    virtual ~HistorySink() = default;
    virtual Result<void> folder(const store::Folder& folder) = 0;
    virtual Result<void> preset(const store::Preset& preset) = 0;
    /// `sha256` is that of `bytes`.
    virtual Result<void> attachment(const QByteArray& sha256, const QByteArray& bytes) = 0;
    virtual Result<void> conversation(const ConversationRecord& record) = 0;
};

}  // namespace lanternfish::exchange
