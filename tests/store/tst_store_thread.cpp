#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include "app/store/store_thread.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

Conversation makeConversation(ConversationId id) {
    Conversation conversation;
    conversation.id = id;
    conversation.createdAt = QDateTime::currentDateTimeUtc();
    conversation.updatedAt = conversation.createdAt;
    return conversation;
}

}  // namespace

class TestStoreThread : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
    }

    void jobsRunInOrderOnTheThreadCalledStore() {
        QList<int> order;
        QString name;
        StoreThread store([](const Error&) {});
        store.open(m_path);
        for (int i = 0; i < 100; ++i) {
            store.post([&, i](Repository&) -> Result<void> {
                order.append(i);
                name = QThread::currentThread()->objectName();
                return {};
            });
        }
        store.flush();
        QCOMPARE(order.size(), 100);
        QVERIFY(std::ranges::is_sorted(order));
        QCOMPARE(name, QStringLiteral("store"));
    }

    void resultsComeBackToTheCallersThread() {
        StoreThread store([](const Error&) {});
        store.open(m_path);
        store.post([](Repository& repository) { return repository.insertConversation(makeConversation(4)); });
        QThread* thread = nullptr;
        qsizetype count = -1;
        store.run([](Repository& repository) { return repository.conversations(); })
            .then(this, [&](const Result<QList<Conversation>>& list) {
                thread = QThread::currentThread();
                count = list.value().size();
            });
        QTRY_COMPARE(count, 1);
        QCOMPARE(thread, QThread::currentThread());
    }

    void withoutADatabaseEveryJobFails() {
        std::atomic<int> failures = 0;
        StoreThread store([&](const Error&) { ++failures; });
        const Result<OpenReport> opened = store.open(m_folder->filePath(QStringLiteral("no/such/file"))).result();
        QVERIFY(!opened);
        store.post([](Repository&) { return Result<void>(); });
        const Result<QList<Conversation>> list =
            store.run([](Repository& repository) { return repository.conversations(); }).result();
        QVERIFY(!list);
        QCOMPARE(list.error().code, opened.error().code);
        QCOMPARE(failures.load(), 1);
        // Another place may still do.
        QVERIFY(store.open(m_path).result());
        QVERIFY(store.run([](Repository& repository) { return repository.conversations(); }).result());
    }

    void errorsOfPostedJobsAreReported() {
        std::atomic<int> failures = 0;
        StoreThread store([&](const Error&) { ++failures; });
        store.open(m_path);
        store.post([](Repository& repository) { return repository.rename(77, QStringLiteral("nobody")); });
        store.flush();
        QCOMPARE(failures.load(), 1);
    }

    void delayedJobsDoNotHoldUpOthers() {
        QElapsedTimer timer;
        timer.start();
        std::atomic<qint64> ranAt = -1;
        StoreThread store([](const Error&) {});
        store.open(m_path);
        store.postDelayed(std::chrono::milliseconds(200), [&](Repository&) -> Result<void> {
            ranAt = timer.elapsed();
            return {};
        });
        store.flush();
        QCOMPARE(ranAt.load(), -1);
        QTRY_VERIFY(ranAt >= 0);
        QVERIFY(ranAt >= 200);
    }

    void destructionRunsWhatWasPosted() {
        {
            StoreThread store([](const Error&) {});
            store.open(m_path);
            for (ConversationId id = 1; id <= 20; ++id) {
                store.post(
                    [id](Repository& repository) { return repository.insertConversation(makeConversation(id)); });
            }
        }
        Result<Repository> reader = Repository::open(m_path, Access::ReadOnly);
        QVERIFY(reader);
        QCOMPARE(reader->conversations().value().size(), 20);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestStoreThread)
#include "tst_store_thread.moc"
