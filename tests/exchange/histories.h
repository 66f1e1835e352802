#pragma once

#include <QCryptographicHash>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include "app/exchange/export.h"
#include "app/exchange/import.h"
#include "app/store/repository.h"

/// Histories for tests: empty, made by hand, made at random.
namespace histories {

using namespace lanternfish;

inline QDateTime at(qint64 second) {
    return QDateTime::fromMSecsSinceEpoch(1'750'000'000'123 + second * 1000, QTimeZone::UTC);
}

inline store::Repository memory() {
    return store::Repository::open(QStringLiteral(":memory:"), store::Access::ReadWrite).value();
}

inline QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeFile(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

inline store::Conversation conversation(qint64 id, const QString& title) {
    store::Conversation result;
    result.id = id;
    result.title = title;
    result.createdAt = result.updatedAt = at(id * 100);
    return result;
}

inline store::Message message(qint64 id, qint64 conversation, std::optional<qint64> parent, store::Role role,
                              const QString& text) {
    store::Message result;
    result.id = id;
    result.conversation = conversation;
    result.parent = parent;
    result.role = role;
    result.text = text;
    result.createdAt = at(id);
    return result;
}

inline store::Message question(qint64 id, qint64 conversation, std::optional<qint64> parent, const QString& text) {
    return message(id, conversation, parent, store::Role::User, text);
}

inline store::Message answer(qint64 id, qint64 conversation, qint64 parent, const QString& text) {
    return message(id, conversation, parent, store::Role::Assistant, text);
}

/// Exports what is selected to a history file in `folder` and returns its bytes.
inline QByteArray historyFile(store::Repository& repository, const QString& path,
                              const exchange::Selection& selection = {.bin = true}) {
    const auto report =
        exchange::exportHistory(exchange::HistoryAccess::direct(repository),
                                {.selection = selection, .target = path, .existing = exchange::Existing::Replace}, {});
    return report ? contentOf(path) : QByteArray("failed: ") + QByteArray::fromStdString(describe(report.error()));
}

/// Anything that UTF-8 can say, with what is likely to break a writer more often than chance has it.
inline QString randomText(QRandomGenerator& random, int longest) {
    static const QList<char32_t> kOdd{0,      1,      '\b',   '\t',   '\n',   '\r',    0x1f,    '"',     '\\',   '/',
                                      0x7f,   0x80,   0x9f,   0xa0,   0x5d0,  0x627,   0x200d,  0x200f,  0x2028, 0x2029,
                                      0x202e, 0xfdd0, 0xfffc, 0xfffd, 0xfffe, 0x1f41f, 0x1f9d1, 0x10ffff};
    QList<char32_t> text(random.bounded(longest + 1));
    for (char32_t& c : text) {
        const int kind = random.bounded(4);
        if (kind == 0) {
            c = kOdd[random.bounded(kOdd.size())];
        } else if (kind == 1) {
            const char32_t any = static_cast<char32_t>(random.bounded(0x110000));
            c = any >= 0xd800 && any < 0xe000 ? U'?' : any;
        } else {
            c = static_cast<char32_t>(random.bounded(0x20, 0x7f));
        }
    }
    return QString::fromUcs4(text.constData(), text.size());
}

inline double randomNumber(QRandomGenerator& random, double most) {
    switch (random.bounded(5)) {
        case 0:
            return 0;
        case 1:
            return most;
        case 2:
            return most * 1e-300 * random.generateDouble();
        default:
            return random.generateDouble() * most;
    }
}

inline store::Sampling randomSampling(QRandomGenerator& random) {
    return {.temperature = randomNumber(random, 100),
            .topP = randomNumber(random, 1),
            .minP = randomNumber(random, 1),
            .topK = random.bounded(3) == 0 ? std::numeric_limits<int>::max() : random.bounded(100)};
}

template <class Enum>
Enum randomOf(QRandomGenerator& random, std::initializer_list<Enum> values) {
    return values.begin()[random.bounded(static_cast<int>(values.size()))];
}

inline store::AnswerStats randomStats(QRandomGenerator& random) {
    return {.promptTokens = random.bounded(1'000'000),
            .cachedTokens = random.bounded(2),
            .generatedTokens = random.bounded(100),
            .prefillSeconds = randomNumber(random, 1e9),
            .decodeSeconds = randomNumber(random, 1e-9),
            .firstTokenSeconds = randomNumber(random, 3),
            .thinkingTokens = random.bounded(2),
            .thinkingSeconds = randomNumber(random, 1e18)};
}

inline QDateTime randomTime(QRandomGenerator& random) {
    const qint64 wide = static_cast<qint64>(random.generate64()) / 1'000'000;
    return QDateTime::fromMSecsSinceEpoch(random.bounded(20) == 0 ? wide : at(random.bounded(50)).toMSecsSinceEpoch(),
                                          QTimeZone::UTC);
}

/// Fills an empty repository. Times are few, so that conversations and messages also come that look the same.
inline void fillAtRandom(store::Repository& repository, quint32 seed) {
    using enum store::Status;
    QRandomGenerator random(seed);
    const int folders = random.bounded(6);
    for (int i = 1; i <= folders; ++i) {
        store::Folder folder{.id = 10 * i, .name = randomText(random, 5), .position = random.bounded(3)};
        if (i > 1 && random.bounded(2) == 0) {
            folder.parent = 10 * random.bounded(1, i);
        }
        QVERIFY(repository.insertFolder(folder));
    }
    const int presets = random.bounded(4);
    for (int i = 1; i <= presets; ++i) {
        QVERIFY(repository.insertPreset(
            {.id = i,
             .name = randomText(random, 5),
             .systemPrompt = randomText(random, 20),
             .sampling = randomSampling(random),
             .thinking = randomOf(random, {store::ThinkingLevel::None, store::ThinkingLevel::Max}),
             .position = random.bounded(3),
             .seed = random.bounded(2) == 0 ? std::optional(random.generate64()) : std::nullopt}));
    }
    qint64 nextMessage = 1;
    const int conversations = random.bounded(8);
    for (int i = 1; i <= conversations; ++i) {
        store::Conversation entry = conversation(3 * i, randomText(random, 20));
        entry.createdAt = randomTime(random);
        entry.updatedAt = randomTime(random);
        entry.pinned = random.bounded(2) == 0;
        entry.archived = random.bounded(2) == 0;
        entry.draft = random.bounded(2) == 0 ? randomText(random, 30) : QString();
        for (int file = random.bounded(3); file > 0; --file) {
            entry.draftFiles.append(
                repository.addAttachment(randomText(random, 8), randomText(random, 4).toUtf8() + '.').value());
        }
        if (random.bounded(4) == 0) {
            entry.deletedAt = randomTime(random);
        }
        if (folders > 0 && random.bounded(2) == 0) {
            entry.folder = 10 * random.bounded(1, folders + 1);
        }
        if (presets > 0 && random.bounded(2) == 0) {
            entry.preset = random.bounded(1, presets + 1);
        }
        QVERIFY(repository.insertConversation(entry));
        QList<qint64> ids;
        const int messages = random.bounded(12);
        for (int j = 0; j < messages; ++j) {
            nextMessage += random.bounded(1, 4);
            const auto role = randomOf(random, {store::Role::System, store::Role::User, store::Role::Assistant});
            store::Message added = message(nextMessage, entry.id, {}, role, randomText(random, 60));
            if (!ids.isEmpty() && random.bounded(6) != 0) {
                added.parent = ids[random.bounded(ids.size())];
            }
            ids.append(added.id);
            added.createdAt = randomTime(random);
            added.status = randomOf(random, {Complete, Streaming, Interrupted, Stopped, Failed});
            added.thinking =
                randomOf(random, {store::ThinkingLevel::None, store::ThinkingLevel::High, store::ThinkingLevel::Max});
            added.reasoning = random.bounded(2) == 0 ? randomText(random, 40) : QString();
            added.error = random.bounded(4) == 0 ? randomText(random, 10) : QString();
            added.model = random.bounded(2) == 0 ? randomText(random, 10) : QString();
            added.stats = random.bounded(2) == 0 ? randomStats(random) : store::AnswerStats();
            if (role == store::Role::User) {
                for (int k = random.bounded(3); k > 0; --k) {
                    const QByteArray bytes = randomText(random, 4).toUtf8() + static_cast<char>(random.bounded(256));
                    added.attachments.append(repository.addAttachment(randomText(random, 8), bytes).value());
                }
            }
            if (role == store::Role::Assistant && random.bounded(2) == 0) {
                added.origin = {.engineBuild = randomText(random, 8),
                                .device = randomText(random, 8),
                                .systemPrompt = randomText(random, 8),
                                .sampling = randomSampling(random),
                                .seed = random.generate64(),
                                .math = randomOf<std::optional<store::Math>>(
                                    random, {std::nullopt, store::Math::Exact, store::Math::Fast})};
            }
            QVERIFY(repository.insertMessage(added));
        }
        if (!ids.isEmpty()) {
            QVERIFY(repository.setLeaf(entry.id, ids[random.bounded(ids.size())]));
            QVERIFY(repository.setActivity(entry.id, entry.updatedAt));
        }
    }
}

}  // namespace histories
