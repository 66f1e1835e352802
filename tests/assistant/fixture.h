#pragma once

#include <memory>
#include <QTemporaryDir>
#include <QTest>

#include "app/assistant/assistant.h"
#include "app/assistant/conversation_view.h"
#include "app/store/repository.h"
#include "tests/fakes/fake_engine.h"

namespace lanternfish::assistant {

/// Before the window, which looks at it.
struct SharedAssistant {
    Assistant shared;
};

/// An assistant with one window on it.
class Desk : public SharedAssistant, public ConversationView {
public:
    explicit Desk(AssistantOptions options)
        : SharedAssistant{Assistant(std::move(options))}, ConversationView(&shared) {}

    const EngineStatus& status() const { return shared.status(); }
    History& history() { return shared.history(); }
    /// Newest activity first, deleted ones left out.
    QList<store::Conversation> conversations() {
        QList<store::Conversation> list;
        for (const store::Conversation& each : history().conversations()) {
            if (!each.deletedAt) {
                list.append(each);
            }
        }
        std::ranges::sort(list, std::greater(),
                          [](const store::Conversation& each) { return std::pair(each.updatedAt, each.id); });
        return list;
    }
    void send(const QString& text, Thinking thinking = Thinking::None) {
        setThinking(thinking);
        ConversationView::send(text);
    }
};

/// A folder with a database, and assistants on it that use a fake engine.
class Fixture {
public:
    QString folder() const { return m_folder.path(); }
    QString databasePath() const { return m_folder.filePath(QStringLiteral("history.sqlite")); }

    std::unique_ptr<Desk> makeAssistant(fakes::FakeScript script) const {
        return makeAssistantWith(fakes::fakeLoader(std::move(script)));
    }

    std::unique_ptr<Desk> makeAssistantWith(EngineLoader loader) const {
        AssistantOptions options;
        options.databasePath = databasePath();
        options.modelPath = "fake.gguf";
        options.sampler.temperature = 0;
        options.loader = std::move(loader);
        return std::make_unique<Desk>(std::move(options));
    }

    /// What a process that only reads finds. Empty when the database can't be read.
    QList<store::Message> stored(store::ConversationId conversation) const {
        Result<store::Repository> repository = store::Repository::open(databasePath(), store::Access::ReadOnly);
        return repository ? repository->messages(conversation).value_or(QList<store::Message>())
                          : QList<store::Message>();
    }

    /// The last one of them. While there is none, as the store may be behind, an empty one that is being written.
    store::Message lastStored(store::ConversationId conversation) const {
        const QList<store::Message> messages = stored(conversation);
        store::Message none;
        none.status = store::Status::Streaming;
        return messages.isEmpty() ? none : messages.last();
    }

private:
    QTemporaryDir m_folder;
};

/// Sends and waits until the answer is finished. False after 20 seconds.
inline bool ask(Desk& assistant, const QString& question, Thinking thinking = Thinking::None) {
    bool finished = false;
    const auto connection = QObject::connect(&assistant, &ConversationView::messageFinished,
                                             [&](const store::Message&) { finished = true; });
    assistant.send(question, thinking);
    const bool done = QTest::qWaitFor([&] { return finished; }, 20000);
    QObject::disconnect(connection);
    return done;
}

inline bool waitForText(const Desk& assistant, qsizetype length) {
    return QTest::qWaitFor(
        [&] { return !assistant.messages().isEmpty() && assistant.messages().last().text.size() >= length; }, 20000);
}

inline bool waitUntilIdle(const Desk& assistant) {
    return QTest::qWaitFor([&] { return assistant.status().answering == 0; }, 20000);
}

}  // namespace lanternfish::assistant
