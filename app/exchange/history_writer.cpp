#include "app/exchange/history_writer.h"

#include <algorithm>
#include <QMap>
#include <QSet>

#include "app/exchange/history_format.h"
#include "app/exchange/json_text.h"
#include "app/store/words.h"

namespace lanternfish::exchange {

namespace {

using store::Message;

/// Index of each id in the order of the file.
template <class Items>
auto placesOf(const Items& items) {
    QHash<qint64, qint64> places;
    for (const auto& item : items) {
        places.insert(item.id, places.size());
    }
    return places;
}

void addPlace(JsonObject& object, QByteArrayView key, const std::optional<qint64>& id,
              const QHash<qint64, qint64>& places) {
    if (id && places.contains(*id)) {
        object.add(key, places.value(*id));
    }
}

void addText(JsonObject& object, QByteArrayView key, const QString& text) {
    if (!text.isEmpty()) {
        object.add(key, text);
    }
}

void addThinking(JsonObject& object, store::ThinkingLevel level) {
    if (level != store::ThinkingLevel::None) {
        object.add("thinking", store::word(level));
    }
}

void addSampling(JsonObject& object, const store::Sampling& sampling) {
    JsonObject inner(object.open("sampling"));
    inner.add("temperature", sampling.temperature);
    inner.add("topP", sampling.topP);
    inner.add("minP", sampling.minP);
    inner.add("topK", sampling.topK);
    inner.close();
}

void addStats(JsonObject& object, const store::AnswerStats& stats) {
    QByteArray members;
    JsonObject inner(members);
    const qsizetype empty = members.size();
    const auto add = [&](QByteArrayView key, auto value) {
        if (value != 0) {
            inner.add(key, value);
        }
    };
    add("promptTokens", stats.promptTokens);
    add("cachedTokens", stats.cachedTokens);
    add("generatedTokens", stats.generatedTokens);
    add("prefillSeconds", stats.prefillSeconds);
    add("decodeSeconds", stats.decodeSeconds);
    add("firstTokenSeconds", stats.firstTokenSeconds);
    add("thinkingTokens", stats.thinkingTokens);
    add("thinkingSeconds", stats.thinkingSeconds);
    if (members.size() != empty) {
        inner.close();
        object.open("stats").append(members);
    }
}

void addAttachments(JsonObject& object, QByteArrayView key, const QList<store::Attachment>& attachments) {
    if (attachments.isEmpty()) {
        return;
    }
    QByteArray& text = object.open(key);
    text += '[';
    for (const store::Attachment& attachment : attachments) {
        text += &attachment == &attachments.front() ? "" : ",";
        JsonObject inner(text);
        inner.add("sha256", QString::fromLatin1(attachment.sha256.toHex()));
        inner.add("name", attachment.name);
        inner.close();
    }
    text += ']';
}

void addOrigin(JsonObject& object, const std::optional<store::AnswerOrigin>& origin) {
    if (!origin) {
        return;
    }
    JsonObject inner(object.open("origin"));
    addText(inner, "engineBuild", origin->engineBuild);
    addText(inner, "device", origin->device);
    addText(inner, "systemPrompt", origin->systemPrompt);
    addSampling(inner, origin->sampling);
    inner.add("seed", std::string_view(std::to_string(origin->seed)));
    if (origin->math) {
        inner.add("math", store::word(*origin->math));
    }
    inner.close();
}

void appendMessage(QByteArray& text, const Message& message, const QHash<qint64, qint64>& places) {
    JsonObject object(text);
    addPlace(object, "parent", message.parent, places);
    object.add("role", store::word(message.role));
    // For a reader of the file the writing of an answer ended where the file was made.
    const store::Status status =
        message.status == store::Status::Streaming ? store::Status::Interrupted : message.status;
    if (status != store::Status::Complete) {
        object.add("status", store::word(status));
    }
    object.add("createdAt", message.createdAt.toMSecsSinceEpoch());
    object.add("text", message.text);
    addText(object, "reasoning", message.reasoning);
    addText(object, "error", message.error);
    addText(object, "model", message.model);
    addThinking(object, message.thinking);
    addStats(object, message.stats);
    addAttachments(object, "attachments", message.attachments);
    addOrigin(object, message.origin);
    object.close();
}

void appendFolder(QByteArray& text, const store::Folder& folder, const QHash<qint64, qint64>& places) {
    JsonObject object(text);
    object.add("name", folder.name);
    addPlace(object, "parent", folder.parent, places);
    object.close();
}

void appendPreset(QByteArray& text, const store::Preset& preset) {
    JsonObject object(text);
    object.add("name", preset.name);
    addText(object, "systemPrompt", preset.systemPrompt);
    addSampling(object, preset.sampling);
    addThinking(object, preset.thinking);
    if (preset.seed) {
        object.add("seed", std::string_view(std::to_string(*preset.seed)));
    }
    object.close();
}

class HistoryWriter {
public:
    HistoryWriter(const HistoryAccess& history, const Catalogue& catalogue, OutputFile& output, const Watch& watch)
        : m_history(history),
          m_catalogue(catalogue),
          m_output(output),
          m_watch(watch),
          m_folders(placesOf(catalogue.folders)),
          m_presets(placesOf(catalogue.presets)) {}

    Result<void> write() {
        m_text = QByteArray("{\"format\":\"")
                     .append(QByteArrayView(kHistoryFormat.data(), std::ssize(kHistoryFormat)))
                     .append("\",\"version\":")
                     .append(QByteArray::number(kHistoryVersion));
        beginList("folders");
        for (const store::Folder& folder : m_catalogue.folders) {
            appendFolder(beginItem(), folder, m_folders);
        }
        endList();
        beginList("presets");
        for (const store::Preset& preset : m_catalogue.presets) {
            appendPreset(beginItem(), preset);
        }
        endList();
        LF_CHECK(writeAttachments());
        LF_CHECK(writeConversations());
        m_text += "}\n";
        return flush();
    }

private:
    Result<QList<Message>> messagesOf(const store::Conversation& conversation) {
        LF_CHECK(m_watch.goOn("Export"));
        m_watch.tell(m_done++, 2 * m_catalogue.conversations.size());
        return m_history.run([id = conversation.id](store::Repository& repository) { return repository.messages(id); });
    }

    /// Their bytes stand before all messages, so that a reader has them when it needs them. That takes a second look at
    /// every conversation, but holds only hashes.
    Result<void> writeAttachments() {
        QMap<QByteArray, bool> hashes;  // whether a message has it
        for (const store::Conversation& conversation : m_catalogue.conversations) {
            LF_TRY(const QList<Message> messages, messagesOf(conversation));
            m_counts.append(messages.size());
            for (const store::Attachment& file : conversation.draftFiles) {
                hashes.insert(file.sha256, hashes.value(file.sha256));
            }
            for (const Message& message : messages) {
                for (const store::Attachment& attachment : message.attachments) {
                    hashes.insert(attachment.sha256, true);
                }
            }
        }
        beginList("attachments");
        for (const auto& [hash, sent] : hashes.asKeyValueRange()) {
            LF_CHECK(m_watch.goOn("Export"));
            const Result<QByteArray> bytes =
                m_history.run([&hash](store::Repository& repository) { return repository.attachmentBytes(hash); });
            if (!bytes && bytes.error().code == ErrorCode::NotFound && !sent) {
                m_taken.insert(hash);
                continue;
            }
            if (!bytes) {
                return std::unexpected(bytes.error());
            }
            JsonObject object(beginItem());
            object.add("sha256", QString::fromLatin1(hash.toHex()));
            object.open("data").append('"').append(bytes->toBase64()).append('"');
            object.close();
            LF_CHECK(flush());
        }
        endList();
        return {};
    }

    Result<void> writeConversations() {
        beginList("conversations");
        for (qsizetype i = 0; i < m_catalogue.conversations.size(); ++i) {
            const store::Conversation& conversation = m_catalogue.conversations[i];
            LF_TRY(QList<Message> messages, messagesOf(conversation));
            // What was asked and answered since the first look may have attachments that the file lacks.
            messages.resize(std::min(messages.size(), m_counts[i]));
            LF_CHECK(writeConversation(conversation, messages));
            LF_CHECK(flush());
        }
        endList();
        m_watch.tell(m_done, m_done);
        return {};
    }

    Result<void> writeConversation(const store::Conversation& conversation, const QList<Message>& messages) {
        const QHash<qint64, qint64> places = placesOf(messages);
        JsonObject object(beginItem());
        object.add("title", conversation.title);
        object.add("createdAt", conversation.createdAt.toMSecsSinceEpoch());
        object.add("updatedAt", conversation.updatedAt.toMSecsSinceEpoch());
        addPlace(object, "folder", conversation.folder, m_folders);
        addPlace(object, "preset", conversation.preset, m_presets);
        if (conversation.pinned) {
            object.add("pinned", true);
        }
        if (conversation.archived) {
            object.add("archived", true);
        }
        if (conversation.deletedAt) {
            object.add("deletedAt", conversation.deletedAt->toMSecsSinceEpoch());
        }
        addText(object, "draft", conversation.draft);
        QList<store::Attachment> files = conversation.draftFiles;
        files.removeIf([this](const store::Attachment& file) { return m_taken.contains(file.sha256); });
        addAttachments(object, "draftFiles", files);
        if (!messages.isEmpty()) {
            object.add("leaf", places.value(conversation.leaf.value_or(0), messages.size() - 1));
        }
        object.open("messages").append('[');
        for (const Message& message : messages) {
            m_text += &message == &messages.front() ? "\n  " : ",\n  ";
            appendMessage(m_text, message, places);
            LF_CHECK(flushWhenLong());
        }
        m_text += "]";
        object.close();
        return {};
    }

    void beginList(QByteArrayView key) {
        m_text.append(",\n\"").append(key).append("\":[");
        m_firstItem = true;
    }
    QByteArray& beginItem() {
        m_text += m_firstItem ? "\n " : ",\n ";
        m_firstItem = false;
        return m_text;
    }
    void endList() { m_text += ']'; }

    Result<void> flushWhenLong() { return m_text.size() < kLongText ? Result<void>() : flush(); }
    Result<void> flush() {
        LF_CHECK(m_output.write(m_text));
        m_text.resize(0);
        return {};
    }

    static constexpr qsizetype kLongText = 1 << 20;

    const HistoryAccess& m_history;
    const Catalogue& m_catalogue;
    OutputFile& m_output;
    const Watch& m_watch;
    QHash<qint64, qint64> m_folders;
    QHash<qint64, qint64> m_presets;
    QByteArray m_text;
    bool m_firstItem = true;
    QList<qsizetype> m_counts;  ///< Messages that writeAttachments() saw in each conversation.
    QSet<QByteArray> m_taken;   ///< Out of a composer since the export began.
    qint64 m_done = 0;
};

}  // namespace

Result<void> writeHistory(const HistoryAccess& history, const Catalogue& catalogue, OutputFile& output,
                          const Watch& watch) {
    return HistoryWriter(history, catalogue, output, watch).write();
}

}  // namespace lanternfish::exchange
