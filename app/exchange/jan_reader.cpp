#include "app/exchange/jan_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "app/exchange/chat_values.h"
#include "app/exchange/json_stream.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;
using nlohmann::json;
using store::Message;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Jan)
};

const QString kThread = u"thread.json"_s;
const QString kMessages = u"messages.jsonl"_s;
/// Far more than a thread says of itself.
constexpr qint64 kMostThreadBytes = qint64{16} << 20;
/// Of one message; with it, a picture in base64.
constexpr qint64 kMostLineBytes = qint64{64} << 20;
/// Of one conversation, which is held as a whole.
constexpr qint64 kMostMessagesBytes = qint64{512} << 20;

bool isThread(const QString& folder) {
    const QFileInfo file(folder + u'/' + kThread);
    return file.isFile() && !file.isSymLink();
}

/// One JSON text as a whole; null for none.
json parsed(QByteArray text, const Watch& watch) {
    json whole;
    QBuffer buffer(&text);
    buffer.open(QIODevice::ReadOnly);
    const JsonEvents events{
        .enter = [](const JsonPath&, bool) { return false; },
        .value =
            [&whole](const JsonPath&, json&& value) {
                whole = std::move(value);
                return Result<void>();
            },
        .left = [](const JsonPath&) { return Result<void>(); },
    };
    return readJson(buffer, QString(), JsonLimits(), events, watch) ? std::move(whole) : json();
}

class JanReader {
public:
    JanReader(HistorySink& sink, const Watch& watch) : m_sink(sink), m_watch(watch) {}

    Result<void> thread(const QString& folder) {
        QFile file(folder + u'/' + kThread);
        const bool fits = file.open(QIODevice::ReadOnly) && file.size() <= kMostThreadBytes;
        const json thread = fits ? parsed(file.readAll(), m_watch) : json();
        if (!thread.is_object()) {
            ++m_unreadable;
            return {};
        }
        ConversationRecord record;
        record.conversation.id = ++m_count;
        record.conversation.title = titleOf(thread);
        const QDateTime created = timeOf(member(thread, "created"));
        const QDateTime updated = timeOf(member(thread, "updated"));
        record.conversation.createdAt = firstValid({created, updated});
        record.conversation.updatedAt = firstValid({updated, created});
        record.conversation.pinned = member(thread, "isFavorite") == json(true) ||
                                     member(member(thread, "metadata"), "is_favorite") == json(true);
        LF_CHECK(messages(folder, modelOf(thread), record));
        if (!record.messages.isEmpty()) {
            record.conversation.leaf = record.messages.size();
        }
        return m_sink.conversation(record);
    }

    qint64 count() const { return m_count; }

    QStringList warnings() const {
        constexpr qint64 kMost = 1'000'000'000;
        QStringList list = leftOutWarnings(m_leftOut);
        if (m_unreadable > 0) {
            list.append(Words::tr("%n lines or files can't be read and were left out", nullptr,
                                  static_cast<int>(std::min(m_unreadable, kMost))));
        }
        return list;
    }

private:
    static QString titleOf(const json& thread) {
        const QString title = textOf(member(thread, "title"));
        return title.isEmpty() ? textOf(member(thread, "summary")) : title;
    }

    static QString modelOf(const json& thread) {
        const json& assistants = listOf(thread, "assistants");
        const json& model = assistants.empty() ? json() : member(assistants[0], "model");
        const QString id = textOf(member(model, "id"));
        return id.isEmpty() ? textOf(member(member(thread, "model"), "id")) : id;
    }

    Result<void> messages(const QString& folder, const QString& model, ConversationRecord& record) {
        QFile file(folder + u'/' + kMessages);
        if (!file.exists()) {
            return {};  // nothing was asked yet
        }
        if (QFileInfo(file).isSymLink() || !file.open(QIODevice::ReadOnly) || file.size() > kMostMessagesBytes) {
            ++m_unreadable;
            return {};
        }
        while (!file.atEnd()) {
            LF_CHECK(m_watch.goOn("Import"));
            const QByteArray line = file.readLine(kMostLineBytes + 1);
            if (line.isEmpty()) {
                break;  // the system refuses to read on
            }
            if (!line.trimmed().isEmpty()) {
                add(line.size() > kMostLineBytes ? json() : parsed(line, m_watch), model, record);
            }
        }
        m_unreadable += file.error() == QFileDevice::NoError ? 0 : 1;
        order(record);
        return {};
    }

    void add(const json& source, const QString& model, ConversationRecord& record) {
        if (!source.is_object()) {
            ++m_unreadable;
            return;
        }
        const std::optional<store::Role> role = roleFrom(textOf(member(source, "role")));
        Message message;
        message.role = role.value_or(store::Role::System);
        for (const json& part : listOf(source, "content")) {
            takePart(part, message);
        }
        m_leftOut += std::ssize(listOf(source, "attachments"));
        if (!role || (message.text.isEmpty() && message.reasoning.isEmpty())) {
            ++m_leftOut;
            return;
        }
        message.createdAt = timeOf(member(source, "created_at"));
        if (*role == store::Role::Assistant) {
            message.model = model;
            message.status = statusOf(textOf(member(source, "status")));
        }
        record.messages.append(std::move(message));
    }

    void takePart(const json& part, Message& message) {
        const QString type = textOf(member(part, "type"));
        const QString value = textOf(member(member(part, "text"), "value"));
        if (type == u"reasoning") {
            appendPart(message.reasoning, value);
        } else if (type != u"text") {
            ++m_leftOut;
        } else if (message.role == store::Role::Assistant) {
            takeAnswer(value, message);
        } else {
            appendPart(message.text, value);
        }
    }

    /// What it thought stands before the answer, between marks.
    static void takeAnswer(const QString& value, Message& message) {
        constexpr QStringView kBegin = u"<think>";
        constexpr QStringView kEnd = u"</think>";
        const QStringView text = QStringView(value).trimmed();
        if (!text.startsWith(kBegin)) {
            appendPart(message.text, value);
            return;
        }
        const qsizetype end = text.indexOf(kEnd);
        const qsizetype last = end < 0 ? text.size() : end;
        appendPart(message.reasoning, text.sliced(kBegin.size(), last - kBegin.size()).trimmed().toString());
        if (end >= 0) {
            appendPart(message.text, text.sliced(end + kEnd.size()).trimmed().toString());
        }
    }

    static store::Status statusOf(const QString& word) {
        return word == u"stopped"   ? store::Status::Stopped
               : word == u"error"   ? store::Status::Failed
               : word == u"pending" ? store::Status::Interrupted
                                    : store::Status::Complete;
    }

    /// One after the other, by their times: older files have the newest first.
    static void order(ConversationRecord& record) {
        QList<Message>& messages = record.messages;
        if (std::ranges::all_of(messages, [](const Message& each) { return each.createdAt.isValid(); })) {
            std::ranges::stable_sort(messages, {}, &Message::createdAt);
        }
        for (qsizetype i = 0; i < messages.size(); ++i) {
            Message& message = messages[i];
            message.id = i + 1;
            message.conversation = record.conversation.id;
            message.parent = i > 0 ? std::optional<store::MessageId>(i) : std::nullopt;
            if (!message.createdAt.isValid()) {
                message.createdAt = record.conversation.createdAt;
            }
        }
    }

    HistorySink& m_sink;
    const Watch& m_watch;
    qint64 m_count = 0;
    qint64 m_leftOut = 0;
    qint64 m_unreadable = 0;
};

/// The folders with a conversation each, by name.
QStringList threadsIn(const QString& path) {
    const QString folder = QFileInfo(path).isDir() ? path : QFileInfo(path).path();
    if (isThread(folder)) {
        return {folder};
    }
    const QDir inner(folder + u"/threads"_s);
    const QDir threads = inner.exists() ? inner : QDir(folder);
    QStringList found;
    for (const QString& name : threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name)) {
        if (isThread(threads.filePath(name))) {
            found.append(threads.filePath(name));
        }
    }
    return found;
}

}  // namespace

bool isJanFolder(const QString& path) {
    const QFileInfo info(path);
    return info.isDir() || info.fileName() == kThread;
}

Result<void> readJan(const QString& path, HistorySink& sink, QStringList& warnings, const Watch& watch) {
    const QStringList threads = threadsIn(path);
    JanReader reader(sink, watch);
    for (qsizetype i = 0; i < threads.size(); ++i) {
        LF_CHECK(watch.goOn("Import"));
        watch.tell(i, threads.size());
        LF_CHECK(reader.thread(threads[i]));
    }
    if (reader.count() == 0) {
        return makeError(ErrorCode::InvalidFile, QDir::toNativeSeparators(path).toStdString() +
                                                     ": expected conversations of Jan, each a folder with a "
                                                     "thread.json, found none that can be read");
    }
    watch.tell(threads.size(), threads.size());
    warnings += reader.warnings();
    return {};
}

}  // namespace lanternfish::exchange
