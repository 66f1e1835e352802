#pragma once

#include <memory>
#include <QTemporaryDir>
#include <QTest>

#include "app/assistant/assistant.h"
#include "app/store/repository.h"
#include "tests/fakes/fake_engine.h"

namespace lanternfish::assistant {

/// A folder with a database, and assistants on it that use a fake engine.
class Fixture {
public:
    QString databasePath() const { return m_folder.filePath(QStringLiteral("history.sqlite")); }

    std::unique_ptr<Assistant> makeAssistant(fakes::FakeScript script) const {
        return makeAssistantWith(fakes::fakeLoader(std::move(script)));
    }

    std::unique_ptr<Assistant> makeAssistantWith(EngineLoader loader) const {
        AssistantOptions options;
        options.databasePath = databasePath();
        options.modelPath = "fake.gguf";
        options.sampler.temperature = 0;
        options.loader = std::move(loader);
        return std::make_unique<Assistant>(std::move(options));
    }

    /// What a process that only reads finds. Empty when the database can't be read.
    QList<store::Message> stored(store::ConversationId conversation) const {
        Result<store::Repository> repository = store::Repository::open(databasePath(), store::Access::ReadOnly);
        return repository ? repository->messages(conversation).value_or(QList<store::Message>())
                          : QList<store::Message>();
    }

private:
    QTemporaryDir m_folder;
};

/// Sends and waits until the answer is finished. False after 20 seconds.
inline bool ask(Assistant& assistant, const QString& question, Thinking thinking = Thinking::None) {
    bool finished = false;
    const auto connection =
        QObject::connect(&assistant, &Assistant::messageFinished, [&](const store::Message&) { finished = true; });
    assistant.send(question, thinking);
    const bool done = QTest::qWaitFor([&] { return finished; }, 20000);
    QObject::disconnect(connection);
    return done;
}

inline bool waitForText(const Assistant& assistant, qsizetype length) {
    return QTest::qWaitFor(
        [&] { return !assistant.messages().isEmpty() && assistant.messages().last().text.size() >= length; }, 20000);
}

inline bool waitUntilIdle(const Assistant& assistant) {
    return QTest::qWaitFor([&] { return assistant.status().answering == 0; }, 20000);
}

}  // namespace lanternfish::assistant
