#include <filesystem>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSignalSpy>

#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeRecord;
using fakes::FakeScript;

namespace {

QString reasonOf(const AttachmentBatch& batch, const QString& name) {
    for (const RefusedFile& each : batch.refused) {
        if (each.name == name) {
            return each.reason;
        }
    }
    return {};
}

QStringList namesOf(const AttachmentBatch& batch) {
    QStringList names;
    for (const AttachedFile& each : batch.files) {
        names.append(each.attachment.name);
    }
    return names;
}

}  // namespace

class TestAttachments : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void textIsRead() {
        const QByteArray bytes(
            "Gr\xC3\xB6\xC3\x9F"
            "e\n");
        const AttachmentBatch batch = readAttachments({write("a.txt", bytes)}, m_counter);
        QCOMPARE(batch.files.size(), 1);
        QCOMPARE(batch.files[0].attachment.name, QStringLiteral("a.txt"));
        QCOMPARE(batch.files[0].attachment.sha256, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256));
        QCOMPARE(batch.files[0].attachment.bytes, bytes.size());
        QCOMPARE(batch.files[0].bytes, bytes);
        QCOMPARE(batch.files[0].tokens, -1);  // no model
    }

    void tokensAreThoseOfThePrompt() {
        const auto engine = fakes::makeFakeEngine({});
        TokenCounter counter;
        counter.setTokenizer(&engine->tokenizer());
        const AttachmentBatch batch = readAttachments({write("a.txt", "four")}, counter);
        // The fake's tokens are bytes.
        QCOMPARE(batch.files[0].tokens, QByteArray("Attached file: a.txt\n```\nfour\n```\n").size());
    }

    void otherFilesAreRefusedWithTheReason() {
        const QStringList paths = {
            write("picture.png", QByteArray("\x89PNG\r\n\x1A\n\0\0", 10)),
            write("program", QByteArray("\x7F"
                                        "ELF\0\0",
                                        6)),
            write("paper.pdf", QByteArray("%PDF-1.7\n\xE2\xE3\0", 12)),
            write("empty.txt", " \n"),
            write("large.txt", QByteArray(kMostFileBytes + 1, 'a')),
            m_folder->filePath(QStringLiteral("gone.txt")),
        };
        const AttachmentBatch batch = readAttachments(paths, m_counter);
        QVERIFY(batch.files.isEmpty());
        QCOMPARE(batch.refused.size(), paths.size());
        QVERIFY(reasonOf(batch, QStringLiteral("picture.png")).contains(QStringLiteral("images")));
        QVERIFY(reasonOf(batch, QStringLiteral("program")).contains(QStringLiteral("not a text file")));
        QVERIFY(reasonOf(batch, QStringLiteral("paper.pdf")).contains(QStringLiteral("PDF")));
        QVERIFY(reasonOf(batch, QStringLiteral("empty.txt")).contains(QStringLiteral("empty")));
        QVERIFY(reasonOf(batch, QStringLiteral("large.txt")).contains(QStringLiteral("too large")));
        QVERIFY(reasonOf(batch, QStringLiteral("gone.txt")).contains(QStringLiteral("no such file")));
    }

    void unreadableFilesAreRefused() {
        const QString path = write("secret.txt", "text");
        QVERIFY(QFile::setPermissions(path, {}));
        QFile probe(path);
        if (probe.open(QIODevice::ReadOnly)) {
            QSKIP("This user may read every file");
        }
        const AttachmentBatch batch = readAttachments({path}, m_counter);
        QVERIFY(reasonOf(batch, QStringLiteral("secret.txt")).contains(QStringLiteral("can't be read")));
    }

    void foldersAreReadWithWhatIsInThem() {
        write("p/b.txt", "b");
        write("p/a/c.txt", "c");
        write("p/.git/config", "hidden");
        write("p/.env", "hidden");
        write("p/picture.png", QByteArray("\x89PNG\0", 5));
        std::filesystem::create_directory_symlink(m_folder->path().toStdString(),
                                                  m_folder->filePath(QStringLiteral("p/loop")).toStdString());
        const AttachmentBatch batch = readAttachments({m_folder->filePath(QStringLiteral("p"))}, m_counter);
        QCOMPARE(namesOf(batch), (QStringList{QStringLiteral("p/a/c.txt"), QStringLiteral("p/b.txt")}));
        QVERIFY(batch.refused.isEmpty());
        QCOMPARE(batch.skipped.size(), 3);
        QVERIFY(batch.skipped[0].startsWith(QStringLiteral("2 hidden")));
        QVERIFY(batch.skipped[1].startsWith(QStringLiteral("1 link")));
        QVERIFY(batch.skipped[2].startsWith(QStringLiteral("1 file")));
    }

    void foldersHaveLimits() {
        for (int i = 0; i < kMostFiles + 3; ++i) {
            write(QStringLiteral("many/%1.txt").arg(i, 4, 10, QLatin1Char('0')).toLatin1().constData(), "x");
        }
        const AttachmentBatch many = readAttachments({m_folder->filePath(QStringLiteral("many"))}, m_counter);
        QCOMPARE(many.files.size(), kMostFiles);
        QCOMPARE(many.skipped.size(), 1);
        QVERIFY(many.skipped[0].startsWith(QStringLiteral("3 file")));
        for (int i = 0; i < 5; ++i) {
            write(QStringLiteral("big/%1.txt").arg(i).toLatin1().constData(), QByteArray(kMostFileBytes, 'x'));
        }
        const AttachmentBatch big = readAttachments({m_folder->filePath(QStringLiteral("big"))}, m_counter);
        QCOMPARE(big.files.size(), 4);
        QVERIFY(big.skipped[0].startsWith(QStringLiteral("1 file")));
    }

    void attachedFilesGoWithTheQuestion() {
        const Fixture fixture;
        FakeScript script;
        script.answers = {"fine"};
        script.record = std::make_shared<FakeRecord>();
        const auto desk = fixture.makeAssistant(script);
        QTRY_COMPARE(desk->status().state, EngineState::Ready);
        desk->draft().attach({write("a.txt", "content of a")});
        // Sending waits for what is being read.
        QVERIFY(ask(*desk, QStringLiteral("what?")));
        QVERIFY(desk->draft().files().isEmpty());
        const store::Message question = desk->messages()[0];
        QCOMPARE(question.text, QStringLiteral("what?"));
        QCOMPARE(question.attachments.size(), 1);
        QCOMPARE(script.record->prompts().size(), size_t(1));
        QVERIFY(script.record->prompts()[0].text.find(
                    "<｜User｜>Attached file: a.txt\n```\ncontent of a\n```\n\nwhat?<｜Assistant｜>") !=
                std::string::npos);
        // It is there for the next question, also from the database, and goes with an edited one.
        desk->newConversation();
        desk->openConversation(question.conversation);
        QVERIFY(ask(*desk, QStringLiteral("and?")));
        QVERIFY(script.record->prompts()[1].text.find("content of a") != std::string::npos);
        QSignalSpy finished(desk.get(), &ConversationView::messageFinished);
        desk->editQuestion(question.id, QStringLiteral("why?"));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(desk->messages()[0].attachments.size(), 1);
        QVERIFY(script.record->prompts()[2].text.find("content of a\n```\n\nwhy?") != std::string::npos);
        QTRY_COMPARE(fixture.stored(question.conversation).size(), 6);
        QCOMPARE(fixture.stored(question.conversation).first().attachments.first().sha256,
                 question.attachments.first().sha256);
    }

    void filesStayWithTheirConversation() {
        const Fixture fixture;
        const auto desk = fixture.makeAssistant({});
        QVERIFY(ask(*desk, QStringLiteral("one")));
        const store::ConversationId first = desk->current();
        desk->draft().attach({write("a.txt", "a")});
        QTRY_COMPARE(desk->draft().files().size(), 1);
        desk->draft().attach({write("a.txt", "a")});  // the same again
        QTRY_VERIFY(!desk->draft().reading());
        QCOMPARE(desk->draft().files().size(), 1);
        desk->newConversation();
        QVERIFY(desk->draft().files().isEmpty());
        desk->openConversation(first);
        QTRY_COMPARE(desk->draft().files().size(), 1);
        desk->draft().removeFile(0);
        QVERIFY(desk->draft().files().isEmpty());
    }

    void filesOfADraftAreKept() {
        const Fixture fixture;
        FakeScript script;
        script.answers = {"fine"};
        store::ConversationId first = 0;
        const auto names = [](Desk& desk) {
            QStringList list;
            for (const AttachedFile& file : desk.draft().files()) {
                list.append(file.attachment.name + u'=' + QString::fromUtf8(file.bytes));
            }
            return list;
        };
        {
            const auto desk = fixture.makeAssistant(script);
            QVERIFY(ask(*desk, QStringLiteral("one")));
            first = desk->current();
            desk->draft().attach({write("a.txt", "A"), write("b.txt", "B")});
            QTRY_COMPARE(desk->draft().files().size(), 2);
            desk->newConversation();
            desk->draft().attach({write("c.txt", "C")});
            QTRY_COMPARE(desk->draft().files().size(), 1);
        }
        QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("a.txt"))));  // its text is in the history
        {
            const auto desk = fixture.makeAssistant(script);
            QTRY_COMPARE(names(*desk), QStringList{QStringLiteral("c.txt=C")});
            QTRY_COMPARE(desk->status().state, EngineState::Ready);
            desk->openConversation(first);
            QTRY_COMPARE(names(*desk), (QStringList{QStringLiteral("a.txt=A"), QStringLiteral("b.txt=B")}));
            QVERIFY(desk->draft().files()[0].tokens > 0);
            desk->draft().removeFile(1);
            // Sent before what was kept is read again: it waits for it.
            desk->newConversation();
            desk->openConversation(first);
            QVERIFY(ask(*desk, QStringLiteral("two")));
            QCOMPARE(desk->messages()[2].attachments.size(), 1);
            QCOMPARE(desk->messages()[2].attachments[0].name, QStringLiteral("a.txt"));
            QVERIFY(desk->draft().files().isEmpty());
        }
        const auto desk = fixture.makeAssistant(script);
        QTRY_COMPARE(names(*desk), QStringList{QStringLiteral("c.txt=C")});
        QVERIFY(ask(*desk, QStringLiteral("three")));
        QVERIFY(desk->history().draftFiles(0).isEmpty());
        QVERIFY(desk->history().draftFiles(first).isEmpty());
        desk->history().storeThread().flush();
        store::Database database =
            store::Database::open(fixture.databasePath().toStdString(), store::Access::ReadOnly, 1000).value();
        QCOMPARE(database.integerOf("SELECT count(*) FROM draft_attachment").value(), 0);
        QCOMPARE(database.integerOf("SELECT count(*) FROM attachment").value(), 2);  // a and c, which were sent
    }

private:
    QString write(const char* name, const QByteArray& bytes) {
        const QString path = m_folder->filePath(QString::fromLatin1(name));
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    TokenCounter m_counter;
};

QTEST_GUILESS_MAIN(TestAttachments)
#include "tst_attachments.moc"
