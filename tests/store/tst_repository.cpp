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

    void organisationSurvives() {
        QVERIFY(m_repository->insertFolder({1, {}, QStringLiteral("Work"), 1}));
        QVERIFY(m_repository->insertFolder({2, 1, QStringLiteral("Deep"), 0}));
        QVERIFY(m_repository->insertFolder({3, {}, QStringLiteral("Home"), 0}));
        Preset preset{
            4, QStringLiteral("Terse"), QStringLiteral("Be brief."), {0.5, 0.9, 0.05, 40}, ThinkingLevel::High,
            2, 0xFEDC'BA98'7654'3210ULL};
        QVERIFY(m_repository->insertPreset(preset));
        Conversation conversation = makeConversation(1, 1);
        conversation.folder = 2;
        conversation.pinned = true;
        conversation.archived = true;
        conversation.preset = 4;
        conversation.draft = QStringLiteral("half a thou");
        QVERIFY(m_repository->insertConversation(conversation));
        Conversation read = m_repository->conversations().value().first();
        QCOMPARE(read.folder.value(), 2);
        QVERIFY(read.pinned && read.archived);
        QCOMPARE(read.preset.value(), 4);
        QCOMPARE(read.draft, conversation.draft);
        QCOMPARE(m_repository->highestIds().value().folder, 3);
        QCOMPARE(m_repository->highestIds().value().preset, 4);

        QList<Folder> folders = m_repository->folders().value();
        QCOMPARE(folders.size(), 3);
        QCOMPARE(folders[0].name, QStringLiteral("Home"));
        QCOMPARE(folders[2].parent.value(), 1);

        QCOMPARE(m_repository->presets().value().first().seed, preset.seed);
        preset.seed.reset();
        preset.sampling = {0, 1, 0, 0};
        preset.systemPrompt.clear();
        QVERIFY(m_repository->savePreset(preset));
        const Preset saved = m_repository->presets().value().first();
        QCOMPARE(saved.sampling, preset.sampling);
        QVERIFY(!saved.seed);
        QCOMPARE(saved.thinking, ThinkingLevel::High);
        QCOMPARE(saved.position, 2);

        QVERIFY(m_repository->setPinned(1, false) && m_repository->setArchived(1, false));
        QVERIFY(m_repository->setDraft(1, QStringLiteral("else")));
        QVERIFY(m_repository->removePreset(4));
        QVERIFY(m_repository->removeFolder(2));
        read = m_repository->conversations().value().first();
        QVERIFY(!read.pinned && !read.archived && !read.preset);
        QCOMPARE(read.folder.value(), 1);  // up to the parent
        QCOMPARE(read.draft, QStringLiteral("else"));
        QVERIFY(m_repository->setFolder(1, std::nullopt));
        QVERIFY(!m_repository->setFolder(1, 99));
        QVERIFY(!m_repository->removeFolder(99));
    }

    void foldersNeverLieInsideThemselves() {
        for (FolderId id = 1; id <= 4; ++id) {
            QVERIFY(m_repository->insertFolder({id, id > 1 ? std::optional(id - 1) : std::nullopt, {}, 0}));
        }
        for (const FolderId inside : {1, 2, 4}) {
            const Result<void> moved = m_repository->saveFolder({1, inside, {}, 0});
            QVERIFY(!moved);
            QCOMPARE(moved.error().code, ErrorCode::InvalidArgument);
        }
        QVERIFY(m_repository->saveFolder({4, 1, {}, 0}));
        // The database itself refuses too.
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
        QVERIFY(database && !database->execute("UPDATE folder SET parent = 3 WHERE id = 1"));
        QVERIFY(!database->execute("INSERT INTO folder (id, parent, name) VALUES (9, 9, '')"));
    }

    void nonsenseSamplingIsRefused() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        for (const Sampling& sampling : {Sampling{-1, 1, 0, 0}, Sampling{nan, 1, 0, 0}, Sampling{1, 1.5, 0, 0},
                                         Sampling{1, 1, -0.1, 0}, Sampling{1, 1, 0, -1}}) {
            QVERIFY(!m_repository->insertPreset({1, {}, {}, sampling, ThinkingLevel::None, 0}));
        }
        QVERIFY(m_repository->presets().value().isEmpty());
    }

    void bytesAreKeptOnceAndAsLongAsAnythingRefersToThem() {
        const QByteArray bytes("\0some \xFF bytes", 13);
        const Attachment first = m_repository->addAttachment(QStringLiteral("a/one.txt"), bytes).value();
        const Attachment second = m_repository->addAttachment(QStringLiteral("two.txt"), bytes).value();
        QCOMPARE(first.sha256, second.sha256);
        QCOMPARE(first.bytes, bytes.size());
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QVERIFY(m_repository->insertConversation(makeConversation(2, 1)));
        Message question = makeMessage(1, 1, {}, Role::User, QStringLiteral("q"));
        question.attachments = {first, second};
        QVERIFY(m_repository->insertMessage(question));
        Message other = makeMessage(2, 2, {}, Role::User, QStringLiteral("q"));
        other.attachments = {second};
        QVERIFY(m_repository->insertMessage(other));
        const QList<Attachment> read = m_repository->messages(1).value().first().attachments;
        QCOMPARE(read.size(), 2);
        QCOMPARE(read[0].name, first.name);
        QCOMPARE(read[1].name, second.name);
        QCOMPARE(read[1].sha256, first.sha256);
        QCOMPARE(read[1].bytes, bytes.size());
        QCOMPARE(count("attachment"), 1);
        QCOMPARE(m_repository->attachmentBytes(first.sha256).value(), bytes);

        QVERIFY(m_repository->purge(1));
        QCOMPARE(m_repository->attachmentBytes(first.sha256).value(), bytes);
        QVERIFY(m_repository->purge(2));
        QCOMPARE(m_repository->attachmentBytes(first.sha256).error().code, ErrorCode::NotFound);
        QCOMPARE(count("attachment"), 0);

        // What never came to belong to a message goes at the next start.
        const Attachment orphan = m_repository->addAttachment(QStringLiteral("c"), "c").value();
        QCOMPARE(m_repository->purgeDeleted(at(0)).value(), 0);
        QVERIFY(!m_repository->attachmentBytes(orphan.sha256));
    }

    void attachmentsBelongToQuestionsAndAreWhatTheirHashSays() {
        const Attachment file = m_repository->addAttachment(QStringLiteral("a"), "abc").value();
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        Message answer = makeMessage(1, 1, {}, Role::Assistant, {});
        answer.attachments = {file};
        QVERIFY(!m_repository->insertMessage(answer));
        Message question = makeMessage(1, 1, {}, Role::User, {});
        question.attachments = {{QByteArray(32, 'x'), QStringLiteral("never added"), 3}};
        const Result<void> missing = m_repository->insertMessage(question);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(m_repository->messages(1).value().isEmpty());
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
        QVERIFY(database && database->execute("UPDATE attachment SET content = x'00'"));
        QCOMPARE(m_repository->attachmentBytes(file.sha256).error().code, ErrorCode::InvalidFile);
    }

    void draftsKeepTheirFiles() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QList<Attachment> files;
        for (const char* text : {"a", "b", "c"}) {
            files.append(m_repository->addAttachment(QString::fromLatin1(text), text).value());
        }
        const auto drafted = [&] { return m_repository->conversations().value().first().draftFiles; };
        QVERIFY(m_repository->setDraftFiles(1, files));
        QCOMPARE(drafted(), files);
        QVERIFY(m_repository->newDraftFiles().value().isEmpty());
        // In another order and fewer: what is out of it goes, the bytes of the others stay.
        const QList<Attachment> fewer = {files[2], files[0]};
        QVERIFY(m_repository->setDraftFiles(1, fewer));
        QVERIFY(m_repository->setDraftFiles(0, {files[0]}));
        QCOMPARE(drafted(), fewer);
        QCOMPARE(m_repository->newDraftFiles().value(), QList<Attachment>{files[0]});
        QCOMPARE(count("attachment"), 2);
        QCOMPARE(m_repository->attachmentBytes(files[1].sha256).error().code, ErrorCode::NotFound);
        QVERIFY(m_repository->purgeDeleted(QDateTime::currentDateTimeUtc()));
        QCOMPARE(count("attachment"), 2);
        // Sent, it is a message's.
        Message question = makeMessage(1, 1, {}, Role::User, {});
        question.attachments = fewer;
        QVERIFY(m_repository->insertMessage(question));
        QVERIFY(m_repository->setDraftFiles(1, {}));
        QCOMPARE(m_repository->attachmentBytes(files[2].sha256).value(), QByteArray("c"));
        QVERIFY(!m_repository->setDraftFiles(1, {files[1]}));
        QVERIFY(!m_repository->setDraftFiles(99, {files[0]}));
        QVERIFY(m_repository->purge(1));
        QCOMPARE(count("attachment"), 1);  // of the new conversation's draft
        QVERIFY(m_repository->setDraftFiles(0, {}));
        QCOMPARE(count("attachment"), 0);
        // With its conversation.
        QVERIFY(m_repository->insertConversation(makeConversation(2, 1)));
        QVERIFY(m_repository->setDraftFiles(2, {m_repository->addAttachment(QStringLiteral("d"), "d").value()}));
        QVERIFY(m_repository->purge(2));
        QCOMPARE(count("attachment") + count("draft_attachment"), 0);
    }

    void originsSurviveAndShareTheirPrompts() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        AnswerOrigin origin{QStringLiteral("1.2 (abc)"), QStringLiteral("vulkan:0 Radeon"), QStringLiteral("Be kind."),
                            {0.25, 0.5, 0.125, 7},       0xFEDC'BA98'7654'3210ULL,          Math::Fast};
        Message answer = makeMessage(1, 1, {}, Role::Assistant, {});
        answer.origin = origin;
        QVERIFY(m_repository->insertMessage(answer));
        answer.id = 2;
        QVERIFY(m_repository->insertMessage(answer));
        QCOMPARE(count("system_prompt"), 1);
        const AnswerOrigin read = m_repository->messages(1).value().last().origin.value();
        QCOMPARE(read.engineBuild, origin.engineBuild);
        QCOMPARE(read.device, origin.device);
        QCOMPARE(read.systemPrompt, origin.systemPrompt);
        QCOMPARE(read.sampling, origin.sampling);
        QCOMPARE(read.seed, origin.seed);
        QCOMPARE(read.math, origin.math);
        // An answer that moved on to another device.
        answer.origin->device = QStringLiteral("cpu");
        answer.origin->math.reset();
        answer.origin->systemPrompt.clear();
        QVERIFY(m_repository->saveMessage(answer));
        QCOMPARE(m_repository->messages(1).value().last().origin->device, QStringLiteral("cpu"));
        QCOMPARE(count("system_prompt"), 2);
        answer.origin.reset();  // says nothing about it
        QVERIFY(m_repository->saveMessage(answer));
        QCOMPARE(m_repository->messages(1).value().last().origin->device, QStringLiteral("cpu"));
        QVERIFY(m_repository->purge(1));
        QCOMPARE(count("system_prompt"), 0);
        QCOMPARE(count("answer_origin"), 0);
    }

    void valuesSurvive() {
        QVERIFY(m_repository->value(QStringLiteral("draft")).value().isEmpty());
        QVERIFY(m_repository->setValue(QStringLiteral("draft"), QStringLiteral("one")));
        QVERIFY(m_repository->setValue(QStringLiteral("draft"), QStringLiteral("two")));
        QCOMPARE(m_repository->value(QStringLiteral("draft")).value(), QStringLiteral("two"));
    }

    void theBinIsListedNewestFirst() {
        for (ConversationId id = 1; id <= 3; ++id) {
            QVERIFY(m_repository->insertConversation(makeConversation(id, 0)));
        }
        QVERIFY(m_repository->softDelete(1, at(5)) && m_repository->softDelete(3, at(6)));
        const QList<Conversation> bin = m_repository->deletedConversations().value();
        QCOMPARE(bin.size(), 2);
        QCOMPARE(bin[0].id, 3);
        QCOMPARE(bin[1].deletedAt.value(), at(5));
        QVERIFY(!m_repository->purge(99));
    }

    void inventedWordsAndCyclesAreErrors() {
        QVERIFY(m_repository->insertConversation(makeConversation(1, 1)));
        QVERIFY(m_repository->insertMessage(makeMessage(1, 1, {}, Role::User, QStringLiteral("a"))));
        QVERIFY(m_repository->insertMessage(makeMessage(2, 1, 1, Role::Assistant, QStringLiteral("b"))));
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
        QVERIFY(database && database->execute("PRAGMA ignore_check_constraints = ON"));
        database->trustSchema();
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
    int64_t count(const char* table) {
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadOnly, 1000);
        return database ? database->integerOf(std::string("SELECT count(*) FROM ") + table).value_or(-1) : -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::optional<Repository> m_repository;
};

QTEST_GUILESS_MAIN(TestRepository)
#include "tst_repository.moc"
