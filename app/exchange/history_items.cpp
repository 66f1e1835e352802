#include "app/exchange/history_items.h"

#include <format>
#include <limits>
#include <nlohmann/json.hpp>
#include <QCryptographicHash>

#include "app/exchange/history_format.h"
#include "app/exchange/json_fields.h"
#include "app/store/words.h"

namespace lanternfish::exchange {

namespace {

using nlohmann::json;
using store::Message;

constexpr qint64 kMostInt = std::numeric_limits<int>::max();
constexpr double kMostTemperature = 100;

/// Places in a file count from 0, ids from 1.
std::optional<qint64> placeOf(JsonFields& fields, const char* key, qint64 count) {
    const std::optional<qint64> place = fields.optionalInteger(key);
    if (place && (*place < 0 || *place >= count)) {
        fields.fail(count == 0
                        ? std::format("{}: expected none, since there is nothing before it, found {}", key, *place)
                        : std::format("{}: expected a number from 0 to {}, found {}", key, count - 1, *place));
        return std::nullopt;
    }
    return place ? std::optional(*place + 1) : std::nullopt;
}

store::Sampling samplingFrom(JsonFields& outer, const json* item) {
    store::Sampling sampling;
    if (item == nullptr) {
        outer.fail("expected a member 'sampling', found none");
        return sampling;
    }
    JsonFields fields(*item, outer.place("sampling"));
    sampling.temperature = fields.number("temperature", 0, kMostTemperature);
    sampling.topP = fields.number("topP", 0, 1);
    sampling.minP = fields.number("minP", 0, 1);
    sampling.topK = static_cast<int>(fields.integer("topK", 0, kMostInt));
    outer.take(fields.finish());
    return sampling;
}

store::AnswerStats statsFrom(JsonFields& outer, const json& item) {
    JsonFields fields(item, outer.place("stats"));
    const auto count = [&](const char* key) {
        return static_cast<int>(fields.optionalInteger(key, 0, kMostInt).value_or(0));
    };
    store::AnswerStats stats;
    stats.promptTokens = count("promptTokens");
    stats.cachedTokens = count("cachedTokens");
    stats.generatedTokens = count("generatedTokens");
    stats.prefillSeconds = fields.optionalNumber("prefillSeconds");
    stats.decodeSeconds = fields.optionalNumber("decodeSeconds");
    stats.firstTokenSeconds = fields.optionalNumber("firstTokenSeconds");
    stats.thinkingTokens = count("thinkingTokens");
    stats.thinkingSeconds = fields.optionalNumber("thinkingSeconds");
    outer.take(fields.finish());
    return stats;
}

store::AnswerOrigin originFrom(JsonFields& outer, const json& item, int version) {
    JsonFields fields(item, outer.place("origin"));
    store::AnswerOrigin origin;
    origin.engineBuild = fields.optionalText("engineBuild");
    origin.device = fields.optionalText("device");
    origin.systemPrompt = fields.optionalText("systemPrompt");
    origin.sampling = samplingFrom(fields, fields.object("sampling"));
    origin.seed = fields.decimal("seed");
    if (version >= kVersionTwo) {
        origin.math = fields.optionalWord("math", &store::mathOf);
    }
    outer.take(fields.finish());
    return origin;
}

QList<store::Attachment> references(JsonFields& outer, const char* key, const QHash<QByteArray, qint64>& sizes) {
    QList<store::Attachment> attachments;
    const json* items = outer.array(key);
    for (size_t i = 0; items != nullptr && i < items->size(); ++i) {
        JsonFields fields((*items)[i], std::format("{}[{}]", outer.place(key), i));
        store::Attachment attachment;
        attachment.sha256 = fields.hash("sha256");
        attachment.name = fields.text("name");
        outer.take(fields.finish());
        const auto size = sizes.find(attachment.sha256);
        if (size == sizes.end()) {
            outer.fail(std::format("{}: expected the hash of an attachment of the file, found '{}'", key,
                                   attachment.sha256.toHex().toStdString()));
        } else {
            attachment.bytes = *size;
        }
        attachments.append(std::move(attachment));
    }
    return attachments;
}

/// A file is finished, so nothing in it is still being written.
std::optional<store::Status> settledStatus(std::string_view word) {
    const std::optional<store::Status> status = store::statusOf(word);
    return status == store::Status::Streaming ? std::nullopt : status;
}

}  // namespace

Result<store::Folder> folderFrom(const json& item, const std::string& where, store::FolderId id) {
    JsonFields fields(item, where);
    store::Folder folder;
    folder.id = id;
    folder.name = fields.text("name");
    folder.parent = placeOf(fields, "parent", id - 1);
    LF_CHECK(fields.finish());
    return folder;
}

Result<store::Preset> presetFrom(const json& item, const std::string& where, store::PresetId id, int version) {
    JsonFields fields(item, where);
    store::Preset preset;
    preset.id = id;
    preset.name = fields.text("name");
    preset.systemPrompt = fields.optionalText("systemPrompt");
    preset.sampling = samplingFrom(fields, fields.object("sampling"));
    preset.thinking = fields.word("thinking", &store::thinkingOf, std::optional(store::ThinkingLevel::None));
    if (version >= kVersionTwo) {
        preset.seed = fields.optionalDecimal("seed");
    }
    LF_CHECK(fields.finish());
    return preset;
}

Result<AttachmentItem> attachmentFrom(const json& item, const std::string& where) {
    JsonFields fields(item, where);
    AttachmentItem attachment;
    attachment.sha256 = fields.hash("sha256");
    attachment.bytes = fields.base64("data");
    LF_CHECK(fields.finish());
    const QByteArray found = QCryptographicHash::hash(attachment.bytes, QCryptographicHash::Sha256);
    if (found != attachment.sha256) {
        return makeError(
            ErrorCode::InvalidFile,
            std::format("{}: expected bytes with the SHA-256 {}, found {} bytes with {}", where,
                        attachment.sha256.toHex().toStdString(), attachment.bytes.size(), found.toHex().toStdString()));
    }
    return attachment;
}

Result<store::Conversation> conversationFrom(const json& item, const std::string& where, qint64 folders, qint64 presets,
                                             const QHash<QByteArray, qint64>& sizes, int version) {
    JsonFields fields(item, where);
    store::Conversation conversation;
    conversation.title = fields.text("title");
    conversation.createdAt = fields.time("createdAt");
    conversation.updatedAt = fields.time("updatedAt");
    conversation.folder = placeOf(fields, "folder", folders);
    conversation.preset = placeOf(fields, "preset", presets);
    conversation.pinned = fields.flag("pinned");
    conversation.archived = fields.flag("archived");
    conversation.deletedAt = fields.optionalTime("deletedAt");
    conversation.draft = fields.optionalText("draft");
    if (version >= kVersionTwo) {
        conversation.draftFiles = references(fields, "draftFiles", sizes);
    }
    // How many messages follow is not known yet.
    conversation.leaf = placeOf(fields, "leaf", std::numeric_limits<qint64>::max());
    LF_CHECK(fields.finish());
    return conversation;
}

Result<Message> messageFrom(const json& item, const std::string& where, store::MessageId id,
                            const QHash<QByteArray, qint64>& sizes, int version) {
    JsonFields fields(item, where);
    Message message;
    message.id = id;
    message.parent = placeOf(fields, "parent", id - 1);
    message.role = fields.word("role", &store::roleOf, std::optional<store::Role>());
    message.status = fields.word("status", &settledStatus, std::optional(store::Status::Complete));
    message.createdAt = fields.time("createdAt");
    message.text = fields.text("text");
    message.reasoning = fields.optionalText("reasoning");
    message.error = fields.optionalText("error");
    message.model = fields.optionalText("model");
    message.thinking = fields.word("thinking", &store::thinkingOf, std::optional(store::ThinkingLevel::None));
    if (const json* stats = fields.object("stats")) {
        message.stats = statsFrom(fields, *stats);
    }
    message.attachments = references(fields, "attachments", sizes);
    if (const json* origin = fields.object("origin")) {
        message.origin = originFrom(fields, *origin, version);
    }
    if (!message.attachments.isEmpty() && message.role != store::Role::User) {
        fields.fail("attachments: expected them in messages of the role 'user' only");
    }
    if (message.origin && message.role != store::Role::Assistant) {
        fields.fail("origin: expected it in messages of the role 'assistant' only");
    }
    LF_CHECK(fields.finish());
    return message;
}

}  // namespace lanternfish::exchange
