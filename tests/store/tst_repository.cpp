#include <QTemporaryDir>
#include <QTest>

#include "app/store/migrations.h"
#include "app/store/repository.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

QDateTime at(int second) {
    return QDateTime::fromMSecsSinceEpoch(1'750'000'000'123 + second * 1000, QTimeZone::UTC);
}

Conversation makeConversation(ConversationId id, int second) {
    Conversation conversation;
    conversation.id = id;
    conversation.title = QStringLiteral("Conversation %1").arg(id);
    conversation.createdAt = at(second);
    conversation.updatedAt = at(second);
    return conversation;
}

Message makeMessage(MessageId id, ConversationId conversation, std::optional<MessageId> parent, Role role,
                    const QString& text) {
    Message message;
    message.id = id;
    message.conversation = conversation;
    message.parent = parent;
    message.role = role;
    message.text = text;
    message.createdAt = at(static_cast<int>(id));
    return message;
}

}  // namespace

class TestRepository : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
        Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY(repository);
        m_repository.emplace(std::move(*repository));
    }

    void everyFieldSurvives() {
        QVERIFY(m_repository->insertConversation(makeConversation(7, 0)));
        QVERIFY(
            m_repository->insertMessage(makeMessage(3, 7, {}, Role::User, QStringLiteral("Größe? \u6587 \U0001F41F"))));
        Message answer = makeMessage(4, 7, 3, Role::Assistant, QStringLiteral("line\nline"));
        answer.text.append(QChar(0)).append(QLatin1Char('x'));  // a model may write any byte
        answer.status = Status::Failed;
        answer.reasoning = QStringLiteral("because");
        answer.error = QStringLiteral("what failed");
        answer.model = QStringLiteral("nano (0123456789abcdef)");
        answer.thinking = ThinkingLevel::Max;
        answer.stats = {11, 12, 13, 1.5, 2.5, 0.25, 14, 0.75};
        QVERIFY(m_repository->insertMessage(answer));

        const QList<Message> messages = m_repository->messages(7).value();
        QCOMPARE(messages.size(), 2);
        QVERIFY(!messages[0].parent);
        QCOMPARE(messages[0].role, Role::User);
        QCOMPARE(messages[0].text, QStringLiteral("Größe? \u6587 \U0001F41F"));
        const Message& read = messages[1];
        QCOMPARE(read.parent.value(), 3);
        QCOMPARE(read.role, Role::Assistant);
        QCOMPARE(read.status, Status::Failed);
        QCOMPARE(read.text, answer.text);
        QCOMPARE(read.reasoning, answer.reasoning);
        QCOMPARE(read.error, answer.error);
        QCOMPARE(read.model, answer.model);
        QCOMPARE(read.thinking, ThinkingLevel::Max);
        QCOMPARE(read.createdAt, answer.createdAt);
        QCOMPARE(read.stats.promptTokens, 11);
        QCOMPARE(read.stats.cachedTokens, 12);
        QCOMPARE(read.stats.generatedTokens, 13);
        QCOMPARE(read.stats.prefillSeconds, 1.5);
        QCOMPARE(read.stats.decodeSeconds, 2.5);
        QCOMPARE(read.stats.firstTokenSeconds, 0.25);
        QCOMPARE(read.stats.thinkingTokens, 14);
        QCOMPARE(read.stats.thinkingSeconds, 0.75);

        const Conversation conversation = m_repository->conversations().value().first();
        QCOMPARE(conversation.leaf.value(), 4);
        QCOMPARE(conversation.updatedAt, answer.createdAt);
        QCOMPARE(conversation.createdAt, at(0));
        QCOMPARE(m_repository->highestIds().value().conversation, 7);
        QCOMPARE(m_repository->highestIds().value().message, 4);
    }

    void newestActivityComesFirst() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QVERIFY(m_repository->insertConversation(makeConversation(2, 2)));
        QVERIFY(m_repository->insertMessage(makeMessage(50, 1, {}, Role::User, QStringLiteral("later"))));
        const QList<Conversation> list = m_repository->conversations().value();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[0].id, 1);
    }

    void treesCantMix() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QVERIFY(m_repository->insertConversation(makeConversation(2, 2)));
        QVERIFY(m_repository->insertMessage(makeMessage(1, 1, {}, Role::User, QStringLiteral("first"))));
        QVERIFY(!m_repository->insertMessage(makeMessage(2, 2, 1, Role::Assistant, QStringLiteral("elsewhere"))));
        QVERIFY(!m_repository->insertMessage(makeMessage(3, 1, 99, Role::Assistant, QStringLiteral("no parent"))));
        QVERIFY(!m_repository->insertMessage(makeMessage(4, 9, {}, Role::User, QStringLiteral("no conversation"))));
        QVERIFY(!m_repository->setLeaf(2, 1));
        QCOMPARE(m_repository->messages(1).value().size(), 1);
        QVERIFY(m_repository->messages(2).value().isEmpty());
        // What failed left nothing open behind it.
        QVERIFY(m_repository->insertMessage(makeMessage(2, 2, {}, Role::User, QStringLiteral("fine"))));
    }

    void progressOnlyReachesAStreamingAnswer() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        Message answer = makeMessage(1, 1, {}, Role::Assistant, {});
        answer.status = Status::Streaming;
        QVERIFY(m_repository->insertMessage(answer));
        answer.text = QStringLiteral("one");
        QVERIFY(m_repository->saveProgress(answer));
        QCOMPARE(m_repository->messages(1).value().first().text, QStringLiteral("one"));
        answer.text = QStringLiteral("one two");
        answer.status = Status::Complete;
        QVERIFY(m_repository->saveMessage(answer));
        answer.text = QStringLiteral("late");
        QVERIFY(m_repository->saveProgress(answer));
        const Message read = m_repository->messages(1).value().first();
        QCOMPARE(read.text, QStringLiteral("one two"));
        QCOMPARE(read.status, Status::Complete);
    }

    void interruptedIsWhatStillStreams() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        Message done = makeMessage(1, 1, {}, Role::Assistant, QStringLiteral("done"));
        QVERIFY(m_repository->insertMessage(done));
        Message cut = makeMessage(2, 1, {}, Role::Assistant, QStringLiteral("cut"));
        cut.status = Status::Streaming;
        QVERIFY(m_repository->insertMessage(cut));
        QCOMPARE(m_repository->markInterrupted().value(), 1);
        const QList<Message> messages = m_repository->messages(1).value();
        QCOMPARE(messages[0].status, Status::Complete);
        QCOMPARE(messages[1].status, Status::Interrupted);
        QCOMPARE(messages[1].text, QStringLiteral("cut"));
        QCOMPARE(m_repository->markInterrupted().value(), 0);
    }

    void deletedIsHiddenRestoredAndPurged() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QVERIFY(m_repository->insertConversation(makeConversation(2, 2)));
        // A chain longer than SQLite's limit for cascades through one table (1000 levels).
        QVERIFY(m_repository->transaction([this]() -> Result<void> {
            std::optional<MessageId> parent;
            for (MessageId id = 1; id <= 1500; ++id) {
                LF_CHECK(m_repository->insertMessage(makeMessage(id, 1, parent, Role::User, QStringLiteral("m"))));
                parent = id;
            }
            return {};
        }));
        QVERIFY(m_repository->softDelete(1, at(100)));
        QCOMPARE(m_repository->conversations().value().size(), 1);
        QVERIFY(m_repository->restore(1));
        QCOMPARE(m_repository->conversations().value().size(), 2);
        QCOMPARE(m_repository->messages(1).value().size(), 1500);
        QVERIFY(m_repository->softDelete(1, at(100)));
        QCOMPARE(m_repository->purgeDeleted(at(100)).value(), 0);
        QCOMPARE(m_repository->purgeDeleted(at(101)).value(), 1);
        QVERIFY(m_repository->messages(1).value().isEmpty());
        QCOMPARE(m_repository->conversations().value().size(), 1);
        QVERIFY(!m_repository->restore(1));
    }

    void changesOfWhatIsNotThereAreErrors() {
        QVERIFY(!m_repository->rename(5, QStringLiteral("x")));
        QVERIFY(!m_repository->softDelete(5, at(0)));
        QVERIFY(!m_repository->saveMessage(makeMessage(5, 1, {}, Role::User, {})));
    }

    void titlesAreTextNotSql() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        const QString title = QStringLiteral("'; DROP TABLE message; --");
        QVERIFY(m_repository->rename(1, title));
        QCOMPARE(m_repository->conversations().value().first().title, title);
        QVERIFY(m_repository->messages(1));
    }

    void failedTransactionLeavesNothing() {
        const Result<void> done = m_repository->transaction([this]() -> Result<void> {
            LF_CHECK(m_repository->insertConversation(makeConversation(1, 1)));
            return makeError(ErrorCode::Cancelled, "not this time");
        });
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QVERIFY(m_repository->conversations().value().isEmpty());
    }

    void readerSeesCommittedTextWhileAnswersStream() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        Message answer = makeMessage(1, 1, {}, Role::Assistant, {});
        answer.status = Status::Streaming;
        QVERIFY(m_repository->insertMessage(answer));
        Result<Repository> reader = Repository::open(m_path, Access::ReadOnly);
        QVERIFY2(reader, reader ? "" : describe(reader.error()).c_str());
        for (int i = 1; i <= 20; ++i) {
            answer.text += QStringLiteral("word %1 ").arg(i);
            QVERIFY(m_repository->saveProgress(answer));
            const Message read = reader->messages(1).value().first();
            QCOMPARE(read.text, answer.text);
            QCOMPARE(read.status, Status::Streaming);
        }
        QVERIFY(!reader->rename(1, QStringLiteral("no")));
        QVERIFY(!reader->markInterrupted());
    }

    void inventedWordsAndCyclesAreErrors() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QVERIFY(m_repository->insertMessage(makeMessage(1, 1, {}, Role::User, QStringLiteral("a"))));
        QVERIFY(m_repository->insertMessage(makeMessage(2, 1, 1, Role::Assistant, QStringLiteral("b"))));
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
        QVERIFY(database && database->execute("PRAGMA ignore_check_constraints = ON"));
        QVERIFY(database->execute("UPDATE message SET status = 'excellent' WHERE id = 2"));
        const Result<QList<Message>> words = m_repository->messages(1);
        QVERIFY(!words);
        QCOMPARE(words.error().code, ErrorCode::InvalidFile);
        QVERIFY(words.error().message.contains("excellent"));
        QVERIFY(
            database->execute("UPDATE message SET status = 'complete'; UPDATE message SET parent = 2 WHERE id = 1"));
        QVERIFY(!m_repository->messages(1));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::optional<Repository> m_repository;
};

QTEST_GUILESS_MAIN(TestRepository)
#include "tst_repository.moc"
