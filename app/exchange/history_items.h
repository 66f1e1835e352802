#pragma once

#include <nlohmann/json_fwd.hpp>
#include <QHash>
#include <string>

#include "app/exchange/history_sink.h"

namespace lanternfish::exchange {

/// The items of a history file, each read by itself: `where` names it in errors, `id` is its number in the file,
/// counted from 1, `version` that of the file. Errors: InvalidFile.

Result<store::Folder> folderFrom(const nlohmann::json& item, const std::string& where, store::FolderId id);
Result<store::Preset> presetFrom(const nlohmann::json& item, const std::string& where, store::PresetId id, int version);

struct AttachmentItem {
    QByteArray sha256;
    QByteArray bytes;
};
Result<AttachmentItem> attachmentFrom(const nlohmann::json& item, const std::string& where);

/// All but the messages. `item` holds the members that stand before them; `sizes`: bytes of the attachments that the
/// file holds, by hash.
Result<store::Conversation> conversationFrom(const nlohmann::json& item, const std::string& where, qint64 folders,
                                             qint64 presets, const QHash<QByteArray, qint64>& sizes, int version);

Result<store::Message> messageFrom(const nlohmann::json& item, const std::string& where, store::MessageId id,
                                   const QHash<QByteArray, qint64>& sizes, int version);

}  // namespace lanternfish::exchange
