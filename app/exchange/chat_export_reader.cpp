#include "app/exchange/chat_export_reader.h"

#include <format>
#include <nlohmann/json.hpp>

#include "app/exchange/chat_tree.h"
#include "app/exchange/chat_values.h"
#include "app/exchange/json_stream.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;
using nlohmann::json;
using store::Message;

std::string idOf(const json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
}

class ChatExportReader {
public:
    ChatExportReader(HistorySink& sink) : m_sink(sink) {}

    Result<void> item(const JsonPath& path, const json& item) {
        if (member(item, "mapping").is_object()) {
            return hand(mapped(item));
        }
        if (member(member(member(item, "chat"), "history"), "messages").is_object()) {
            return hand(openWebUi(item));
        }
        return makeError(
            ErrorCode::InvalidFile,
            std::format("{}: expected a conversation of ChatGPT, DeepSeek or Open WebUI, found none", shown(path)));
    }

    QStringList warnings() const { return leftOutWarnings(m_leftOut); }

private:
    Result<void> hand(ConversationRecord record) {
        record.conversation.id = ++m_count;
        for (Message& message : record.messages) {
            message.conversation = m_count;
        }
        return m_sink.conversation(record);
    }

    store::Conversation conversation(const json& title, const QDateTime& created, const QDateTime& updated) {
        store::Conversation result;
        result.title = textOf(title);
        result.createdAt = firstValid({created, updated});
        result.updatedAt = firstValid({updated, created});
        return result;
    }

    /// ChatGPT and DeepSeek.
    ConversationRecord mapped(const json& item) {
        ChatNodes nodes;
        for (const auto& [id, entry] : member(item, "mapping").items()) {
            ChatNode& node = nodes[id];
            node.parent = idOf(member(entry, "parent"));
            for (const json& child : listOf(entry, "children")) {
                node.children.push_back(idOf(child));
            }
            const json& message = member(entry, "message");
            node.message = member(message, "fragments").is_array() ? fromFragments(message) : fromParts(message);
        }
        return chatRecord(
            conversation(member(item, "title"),
                         firstValidOrNone(timeOf(member(item, "create_time")), timeOf(member(item, "inserted_at"))),
                         firstValidOrNone(timeOf(member(item, "update_time")), timeOf(member(item, "updated_at")))),
            nodes, idOf(member(item, "current_node")));
    }

    static QDateTime firstValidOrNone(const QDateTime& first, const QDateTime& second) {
        return first.isValid() ? first : second;
    }

    std::optional<Message> fromParts(const json& source) {
        if (!source.is_object()) {
            return std::nullopt;
        }
        const QString role = textOf(member(member(source, "author"), "role"));
        const json& content = member(source, "content");
        const QString type = textOf(member(content, "content_type"));
        const bool text = type == u"text" || type == u"multimodal_text" || type == u"code";
        if ((role != u"user" && role != u"assistant") || !text) {
            // What a program says to itself is not missed, but what it looked up or drew may be.
            m_leftOut += role == u"system" ? 0 : 1;
            return std::nullopt;
        }
        Message message;
        message.role = role == u"user" ? store::Role::User : store::Role::Assistant;
        message.createdAt = timeOf(member(source, "create_time"));
        message.model = textOf(member(member(source, "metadata"), "model_slug"));
        message.text = textOf(member(content, "text"));
        for (const json& part : listOf(content, "parts")) {
            m_leftOut += part.is_string() ? 0 : 1;
            appendPart(message.text, textOf(part));
        }
        return message.text.isEmpty() ? std::nullopt : std::optional(std::move(message));
    }

    std::optional<Message> fromFragments(const json& source) {
        Message message;
        message.role = store::Role::Assistant;
        message.createdAt = timeOf(member(source, "inserted_at"));
        message.model = textOf(member(source, "model"));
        for (const json& fragment : listOf(source, "fragments")) {
            const QString type = textOf(member(fragment, "type"));
            const QString content = textOf(member(fragment, "content"));
            if (type == u"THINK") {
                appendPart(message.reasoning, content);
            } else if (type == u"REQUEST" || type == u"RESPONSE") {
                message.role = type == u"REQUEST" ? store::Role::User : message.role;
                appendPart(message.text, content);
            } else {
                ++m_leftOut;
            }
        }
        m_leftOut += std::ssize(listOf(source, "files"));
        message.model = message.role == store::Role::User ? QString() : message.model;
        const bool empty = message.text.isEmpty() && message.reasoning.isEmpty();
        return empty ? std::nullopt : std::optional(std::move(message));
    }

    ConversationRecord openWebUi(const json& item) {
        const json& chat = member(item, "chat");
        const json& history = member(chat, "history");
        ChatNodes nodes;
        for (const auto& [id, entry] : member(history, "messages").items()) {
            ChatNode& node = nodes[id];
            node.parent = idOf(member(entry, "parentId"));
            for (const json& child : listOf(entry, "childrenIds")) {
                node.children.push_back(idOf(child));
            }
            const std::optional<store::Role> role = roleFrom(textOf(member(entry, "role")));
            if (!role || !member(entry, "content").is_string()) {
                ++m_leftOut;
                continue;
            }
            m_leftOut += std::ssize(listOf(entry, "files"));
            Message message;
            message.role = *role;
            message.text = textOf(member(entry, "content"));
            message.model = *role == store::Role::Assistant ? textOf(member(entry, "model")) : QString();
            message.createdAt = timeOf(member(entry, "timestamp"));
            node.message = std::move(message);
        }
        const json& title = member(item, "title").is_string() ? member(item, "title") : member(chat, "title");
        store::Conversation result =
            conversation(title, timeOf(member(item, "created_at")), timeOf(member(item, "updated_at")));
        result.pinned = member(item, "pinned") == json(true);
        result.archived = member(item, "archived") == json(true);
        return chatRecord(std::move(result), nodes, idOf(member(history, "currentId")));
    }

    HistorySink& m_sink;
    store::ConversationId m_count = 0;
    qint64 m_leftOut = 0;
};

}  // namespace

Result<void> readChatExport(QIODevice& device, const QString& name, HistorySink& sink, QStringList& warnings,
                            const Watch& watch) {
    ChatExportReader reader(sink);
    const JsonEvents events{
        .enter = [](const JsonPath& path, bool array) { return path.empty() && array; },
        .value = [&](const JsonPath& path, json&& value) { return reader.item(path, value); },
        .left = [](const JsonPath&) { return Result<void>(); },
    };
    LF_CHECK(readJson(device, name, JsonLimits(), events, watch));
    warnings += reader.warnings();
    return {};
}

}  // namespace lanternfish::exchange
