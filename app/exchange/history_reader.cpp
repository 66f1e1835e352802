#include "app/exchange/history_reader.h"

#include <array>
#include <format>
#include <nlohmann/json.hpp>
#include <QSet>

#include "app/exchange/history_format.h"
#include "app/exchange/history_items.h"
#include "app/exchange/json_fields.h"
#include "app/exchange/json_stream.h"

namespace lanternfish::exchange {

namespace {

using nlohmann::json;

std::unexpected<Error> invalid(std::string message) {
    return makeError(ErrorCode::InvalidFile, std::move(message));
}

/// Follows the order that FORMAT.md fixes: format, version, folders, presets, attachments, conversations.
class HistoryReader {
public:
    explicit HistoryReader(HistorySink& sink) : m_sink(sink) {}

    Result<bool> enter(const JsonPath& path, bool array) {
        if (path.empty()) {
            return array ? Result<bool>(invalid("expected an object with a format and a version, found an array"))
                         : Result<bool>(true);
        }
        if (path.size() == 1) {
            LF_CHECK(nextPart(path));
            return array;
        }
        if (path[0].key != "conversations") {
            return false;
        }
        if (path.size() == 2 && !array) {
            m_header = json::object();
            m_record = {};
            m_hasMessages = false;
            return true;
        }
        if (path.size() == 3 && path[2].key == "messages" && array) {
            return beginMessages(path);
        }
        return false;
    }

    Result<void> value(const JsonPath& path, json&& value) {
        switch (path.size()) {
            case 1:
                return member(path, value);
            case 2:
                return item(path, value);
            case 3:
                return conversationMember(path, std::move(value));
            case 4:
                return message(path, value);
            default:
                return invalid(std::format("{}: expected an object, found {}", shown(path), value.type_name()));
        }
    }

    Result<void> left(const JsonPath& path) {
        if (path.empty() && m_part != kParts.size()) {
            return invalid(std::format("expected '{}', found the end", kParts[m_part]));
        }
        if (path.empty() && m_unused.size() != 0) {
            return invalid(std::format("attachments: expected each in a message or a draft, found none that has {}",
                                       m_unused.constBegin()->toHex().toStdString()));
        }
        return path.size() == 2 ? endConversation(path) : Result<void>();
    }

private:
    static constexpr std::array<std::string_view, 6> kParts = {"format",  "version",     "folders",
                                                               "presets", "attachments", "conversations"};

    /// Takes the member of the file that begins, if it is the next one.
    Result<void> nextPart(const JsonPath& path) {
        if (m_part == kParts.size() || path[0].key != kParts[m_part]) {
            const std::string_view expected = m_part == kParts.size() ? "the end" : kParts[m_part];
            return m_part < 2
                       ? invalid(std::format("expected a Lanternfish history, which begins with '{}', found '{}'",
                                             expected, shown(path)))
                       : invalid(std::format("expected '{}' next, found '{}'", expected, shown(path)));
        }
        ++m_part;
        return {};
    }

    Result<void> member(const JsonPath& path, const json& value) {
        // Whole objects come here through enter(), which has taken the part already.
        if (!value.is_structured()) {
            LF_CHECK(nextPart(path));
        }
        if (path[0].key == "format" && value.is_string() && value.get_ref<const std::string&>() == kHistoryFormat) {
            return {};
        }
        if (path[0].key == "version" && value.is_number_unsigned()) {
            return checkVersion(value.get<quint64>());
        }
        const std::string_view expected = path[0].key == "format"    ? "'lanternfish-history'"
                                          : path[0].key == "version" ? "a whole number"
                                                                     : "an array";
        return invalid(std::format("{}: expected {}, found {}", shown(path), expected,
                                   value.is_structured() ? value.type_name() : value.dump().substr(0, kShown)));
    }

    Result<void> checkVersion(quint64 version) {
        if (version > kHistoryVersion) {
            return makeError(ErrorCode::Unsupported,
                             std::format("this file was written by a newer version of Lanternfish: format {}, this one "
                                         "reads up to {}; nothing was imported",
                                         version, kHistoryVersion));
        }
        m_version = static_cast<int>(version);
        return version != 0 ? Result<void>() : invalid("version: expected 1 or more, found 0");
    }

    Result<void> item(const JsonPath& path, const json& value) {
        const std::string where = shown(path);
        const qint64 id = path[1].index + 1;
        if (path[0].key == "folders") {
            LF_TRY(const store::Folder folder, folderFrom(value, where, id));
            m_folders = id;
            return m_sink.folder(folder);
        }
        if (path[0].key == "presets") {
            LF_TRY(const store::Preset preset, presetFrom(value, where, id, m_version));
            m_presets = id;
            return m_sink.preset(preset);
        }
        if (path[0].key == "attachments") {
            LF_TRY(const AttachmentItem attachment, attachmentFrom(value, where));
            if (m_sizes.contains(attachment.sha256)) {
                return invalid(where + ": expected every hash once, found it twice");
            }
            m_sizes.insert(attachment.sha256, attachment.bytes.size());
            m_unused.insert(attachment.sha256);
            return m_sink.attachment(attachment.sha256, attachment.bytes);
        }
        return invalid(std::format("{}: expected an object, found {}", where, value.type_name()));
    }

    Result<void> conversationMember(const JsonPath& path, json&& value) {
        const std::string& key = path[2].key;
        if (m_hasMessages || key == "messages") {
            return invalid(std::format("{}: expected an array of messages as the last member", shown(path)));
        }
        if (m_header.size() >= kMostMembers) {
            return invalid(
                std::format("{}: expected only members of the format, found more than {}", shown(path), kMostMembers));
        }
        m_header[key] = std::move(value);
        return {};
    }

    Result<bool> beginMessages(const JsonPath& path) {
        const std::string where = shown({path[0], path[1]});
        LF_TRY(m_record.conversation, conversationFrom(m_header, where, m_folders, m_presets, m_sizes, m_version));
        m_record.conversation.id = path[1].index + 1;
        markUsed(m_record.conversation.draftFiles);
        m_hasMessages = true;
        return true;
    }

    Result<void> message(const JsonPath& path, const json& value) {
        LF_TRY(store::Message message, messageFrom(value, shown(path), path[3].index + 1, m_sizes, m_version));
        message.conversation = m_record.conversation.id;
        markUsed(message.attachments);
        m_record.messages.append(std::move(message));
        return {};
    }

    void markUsed(const QList<store::Attachment>& attachments) {
        for (const store::Attachment& attachment : attachments) {
            m_unused.remove(attachment.sha256);
        }
    }

    Result<void> endConversation(const JsonPath& path) {
        if (!m_hasMessages) {
            return invalid(shown(path) + ": expected a member 'messages', found none");
        }
        const std::optional<store::MessageId>& leaf = m_record.conversation.leaf;
        const qsizetype count = m_record.messages.size();
        if (leaf.has_value() != (count != 0) || (leaf && *leaf > count)) {
            return invalid(std::format("{}.leaf: expected the place of one of its {} messages, found {}", shown(path),
                                       count, leaf ? std::to_string(*leaf - 1) : "none"));
        }
        LF_CHECK(m_sink.conversation(m_record));
        m_record = {};
        return {};
    }

    static constexpr size_t kShown = 60;
    static constexpr size_t kMostMembers = 32;  ///< Of a conversation; the format has fewer.

    HistorySink& m_sink;
    size_t m_part = 0;  ///< Of kParts: what comes next.
    int m_version = 0;
    qint64 m_folders = 0;
    qint64 m_presets = 0;
    QHash<QByteArray, qint64> m_sizes;  ///< Of the attachments.
    QSet<QByteArray> m_unused;
    // The conversation that is being read.
    json m_header;
    bool m_hasMessages = false;
    ConversationRecord m_record;
};

}  // namespace

Result<void> readHistory(QIODevice& device, const QString& name, HistorySink& sink, const Watch& watch) {
    HistoryReader reader(sink);
    const JsonLimits limits{.depth = kHistoryDepth, .itemBytes = kHistoryItemBytes, .itemValues = kHistoryItemValues};
    const JsonEvents events{
        .enter = [&](const JsonPath& path, bool array) { return reader.enter(path, array); },
        .value = [&](const JsonPath& path, json&& value) { return reader.value(path, std::move(value)); },
        .left = [&](const JsonPath& path) { return reader.left(path); },
    };
    return readJson(device, name, limits, events, watch);
}

}  // namespace lanternfish::exchange
