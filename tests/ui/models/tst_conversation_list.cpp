#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

#include "ui/models/conversation_list_model.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;
using store::Conversation;
using ui::ConversationListModel;

class ConversationListTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void roles();
    void sections_data();
    void sections();
    void midnightMovesSections();
    void newActivityMovesOneRow();
    void renamingChangesOneRow();
    void foldersHoldConversations();
    void archiveAndBinComeAndGo();
    void brokenFoldersAreShown();
    void anyChangesGiveTheSameRows();
    void marksChangeTwoRows();
    void tenThousandConversations();

private:
    Conversation conversation(store::ConversationId id, const QDateTime& updated, const QString& title = {}) const {
        Conversation result;
        result.id = id;
        result.title = title;
        result.updatedAt = updated.toUTC();
        return result;
    }
    void put(const QList<Conversation>& list) {
        for (const Conversation& each : list)
            m_model->put(each);
    }
    /// "7" for conversations, "folder 3", "archive", "bin".
    QStringList rows() const {
        QStringList list;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QString kind = at(row, ConversationListModel::Kind).toString();
            list.append(kind == "conversation"_L1 ? at(row, ConversationListModel::ConversationId).toString()
                        : kind == "folder"_L1     ? u"folder %1"_s.arg(at(row, ConversationListModel::FolderId).toInt())
                                                  : kind);
        }
        return list;
    }
    QVariant at(int row, int role) const { return m_model->data(m_model->index(row), role); }
    QList<store::ConversationId> ids() const {
        QList<store::ConversationId> result;
        for (int row = 0; row < m_model->rowCount(); ++row)
            result.append(at(row, ConversationListModel::ConversationId).toLongLong());
        return result;
    }

    QDateTime m_now;
    std::unique_ptr<ConversationListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void ConversationListTest::init() {
    m_now = QDateTime(QDate(2026, 6, 3), QTime(0, 0, 30));
    m_tester.reset();
    m_model = std::make_unique<ConversationListModel>(nullptr, [this] { return m_now; });
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void ConversationListTest::roles() {
    put({conversation(7, m_now, u"Fish"_s)});
    QCOMPARE(at(0, ConversationListModel::ConversationId).typeId(), int(QMetaType::Double));
    QCOMPARE(at(0, ConversationListModel::Title), u"Fish"_s);
    QCOMPARE(at(0, ConversationListModel::Time).toDateTime(), m_now);
    QCOMPARE(at(0, ConversationListModel::Current), false);
    QVERIFY(!m_model->data(m_model->index(1), ConversationListModel::Title).isValid());
}

void ConversationListTest::sections_data() {
    QTest::addColumn<QDateTime>("updated");
    QTest::addColumn<QString>("section");
    const QDate today(2026, 6, 3);
    QTest::newRow("now") << QDateTime(today, QTime(0, 0, 29)) << u"Today"_s;
    QTest::newRow("first moment") << QDateTime(today, QTime(0, 0)) << u"Today"_s;
    QTest::newRow("before midnight") << QDateTime(today.addDays(-1), QTime(23, 59, 59, 999)) << u"Yesterday"_s;
    QTest::newRow("yesterday's first") << QDateTime(today.addDays(-1), QTime(0, 0)) << u"Yesterday"_s;
    QTest::newRow("two days") << QDateTime(today.addDays(-2), QTime(23, 59)) << u"Previous 7 days"_s;
    QTest::newRow("seven days") << QDateTime(today.addDays(-7), QTime(0, 0)) << u"Previous 7 days"_s;
    QTest::newRow("eight days") << QDateTime(today.addDays(-8), QTime(12, 0)) << u"Previous 30 days"_s;
    QTest::newRow("thirty days") << QDateTime(today.addDays(-30), QTime(12, 0)) << u"Previous 30 days"_s;
    QTest::newRow("longer ago") << QDateTime(today.addDays(-31), QTime(12, 0)) << u"May 2026"_s;
    QTest::newRow("last year") << QDateTime(QDate(2025, 12, 31), QTime(12, 0)) << u"December 2025"_s;
    QTest::newRow("clock was set back") << QDateTime(today.addDays(2), QTime(12, 0)) << u"Today"_s;
}

void ConversationListTest::sections() {
    QFETCH(QDateTime, updated);
    put({conversation(1, updated)});
    QTEST(at(0, ConversationListModel::Section).toString(), "section");
}

void ConversationListTest::midnightMovesSections() {
    put({conversation(1, m_now), conversation(2, m_now.addDays(-1))});
    QSignalSpy changed(m_model.get(), &ConversationListModel::dataChanged);
    m_now = m_now.addSecs(3600);
    m_model->checkDay();
    QCOMPARE(changed.size(), 0);
    m_now = m_now.addDays(1);
    m_model->checkDay();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(at(0, ConversationListModel::Section), u"Yesterday"_s);
    QCOMPARE(at(1, ConversationListModel::Section), u"Previous 7 days"_s);
}

void ConversationListTest::newActivityMovesOneRow() {
    put({conversation(1, m_now), conversation(2, m_now), conversation(3, m_now)});
    QCOMPARE(ids(), (QList<store::ConversationId>{3, 2, 1}));
    QSignalSpy moved(m_model.get(), &ConversationListModel::rowsMoved);
    QSignalSpy inserted(m_model.get(), &ConversationListModel::rowsInserted);
    QSignalSpy removed(m_model.get(), &ConversationListModel::rowsRemoved);
    QSignalSpy reset(m_model.get(), &ConversationListModel::modelReset);
    put({conversation(1, m_now.addSecs(5))});
    QCOMPARE(ids(), (QList<store::ConversationId>{1, 3, 2}));
    QCOMPARE(moved.size(), 1);
    put({conversation(1, m_now.addSecs(9))});  // already first
    QCOMPARE(moved.size(), 1);
    put({conversation(1, m_now.addSecs(-9))});
    QCOMPARE(ids(), (QList<store::ConversationId>{3, 2, 1}));
    QCOMPARE(moved.size(), 2);
    QCOMPARE(inserted.size() + removed.size() + reset.size(), 0);
}

void ConversationListTest::renamingChangesOneRow() {
    put({conversation(1, m_now, u"a"_s), conversation(2, m_now, u"b"_s)});
    QSignalSpy changed(m_model.get(), &ConversationListModel::dataChanged);
    put({conversation(1, m_now, u"c"_s)});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].value<QModelIndex>().row(), 1);
    QCOMPARE(at(1, ConversationListModel::Title), u"c"_s);
}

void ConversationListTest::foldersHoldConversations() {
    m_model->setFolders({{.id = 1, .parent = {}, .name = u"Lectures"_s, .position = 0},
                         {.id = 2, .parent = {}, .name = u"Garden"_s, .position = 1},
                         {.id = 3, .parent = 1, .name = u"Biology"_s, .position = 0}});
    Conversation inside = conversation(10, m_now);
    inside.folder = 1;
    Conversation deeper = conversation(11, m_now);
    deeper.folder = 3;
    put({conversation(12, m_now), inside, deeper});
    QCOMPARE(rows(), (QStringList{u"12"_s, u"folder 1"_s, u"folder 2"_s}));
    QCOMPARE(at(1, ConversationListModel::Title), u"Lectures"_s);
    QCOMPARE(at(1, ConversationListModel::Count), 1);
    QCOMPARE(at(1, ConversationListModel::Section), u"Folders"_s);
    QCOMPARE(at(1, ConversationListModel::Expanded), false);
    QCOMPARE(m_model->rowOf(10), -1);
    m_model->toggleFolder(3);  // not to be seen yet
    m_model->toggleFolder(1);
    QCOMPARE(rows(), (QStringList{u"12"_s, u"folder 1"_s, u"10"_s, u"folder 3"_s, u"11"_s, u"folder 2"_s}));
    QCOMPARE(at(4, ConversationListModel::Depth), 2);
    QCOMPARE(at(3, ConversationListModel::Depth), 1);
    QCOMPARE(m_model->rowOf(11), 4);
    inside.folder = 2;
    put({inside});
    QCOMPARE(at(1, ConversationListModel::Count), 0);
    QCOMPARE(m_model->rowOf(10), -1);
    m_model->toggleFolder(2);
    QCOMPARE(m_model->rowOf(10), 5);
    QSignalSpy reset(m_model.get(), &ConversationListModel::modelReset);
    QSignalSpy inserted(m_model.get(), &ConversationListModel::rowsInserted);
    m_model->setFolders({{.id = 1, .parent = {}, .name = u"Talks"_s, .position = 0},
                         {.id = 2, .parent = {}, .name = u"Garden"_s, .position = 1},
                         {.id = 3, .parent = 1, .name = u"Biology"_s, .position = 0}});
    QCOMPARE(inserted.size(), 0);
    QCOMPARE(at(1, ConversationListModel::Title), u"Talks"_s);
    // Without its folder a conversation stands among the days; the others stay open.
    m_model->setFolders({{.id = 2, .parent = {}, .name = u"Garden"_s, .position = 0}});
    QCOMPARE(rows(), (QStringList{u"12"_s, u"11"_s, u"folder 2"_s, u"10"_s}));
    m_model->toggleFolder(2);
    QCOMPARE(rows(), (QStringList{u"12"_s, u"11"_s, u"folder 2"_s}));
    QCOMPARE(reset.size(), 0);
}

void ConversationListTest::archiveAndBinComeAndGo() {
    Conversation archived = conversation(1, m_now);
    archived.archived = true;
    archived.pinned = true;
    Conversation deleted = conversation(2, m_now);
    deleted.deletedAt = m_now;
    Conversation pinned = conversation(3, m_now.addDays(-50));
    pinned.pinned = true;
    put({archived, deleted, pinned, conversation(4, m_now)});
    QCOMPARE(rows(), (QStringList{u"3"_s, u"4"_s, u"archive"_s, u"bin"_s}));
    QCOMPARE(at(0, ConversationListModel::Section), u"Pinned"_s);
    QCOMPARE(at(3, ConversationListModel::Count), 1);
    m_model->toggleBin();
    m_model->toggleArchive();
    QCOMPARE(rows(), (QStringList{u"3"_s, u"4"_s, u"archive"_s, u"1"_s, u"bin"_s, u"2"_s}));
    QCOMPARE(at(5, ConversationListModel::Deleted), true);
    deleted.deletedAt.reset();
    put({deleted});
    QCOMPARE(rows(), (QStringList{u"3"_s, u"4"_s, u"2"_s, u"archive"_s, u"1"_s}));
    m_model->remove(1);
    m_model->remove(1);
    QCOMPARE(rows(), (QStringList{u"3"_s, u"4"_s, u"2"_s}));
}

void ConversationListTest::brokenFoldersAreShown() {
    // As a damaged file may have them: in a circle, and inside one that isn't there.
    m_model->setFolders({{.id = 1, .parent = 2, .name = u"a"_s, .position = 0},
                         {.id = 2, .parent = 1, .name = u"b"_s, .position = 0},
                         {.id = 3, .parent = 77, .name = u"c"_s, .position = 0}});
    for (const double folder : {1.0, 2.0, 3.0})
        m_model->toggleFolder(folder);
    QStringList all = rows();
    all.sort();
    QCOMPARE(all, (QStringList{u"folder 1"_s, u"folder 2"_s, u"folder 3"_s}));
}

/// Random changes, one at a time, against a model that reads everything anew.
void ConversationListTest::anyChangesGiveTheSameRows() {
    QRandomGenerator random(5);
    const QList<store::Folder> folders{{.id = 1, .parent = {}, .name = u"a"_s, .position = 0},
                                       {.id = 2, .parent = 1, .name = u"b"_s, .position = 0},
                                       {.id = 3, .parent = {}, .name = u"c"_s, .position = 1}};
    m_model->setFolders(folders);
    QHash<store::ConversationId, Conversation> all;
    QSet<int> open;  // folders; 8 the archive, 9 the bin
    for (int step = 0; step < 1500; ++step) {
        const store::ConversationId id = random.bounded(1, 15);
        if (random.bounded(12) == 0) {
            all.remove(id);
            m_model->remove(id);
        } else if (random.bounded(8) == 0) {
            const int which = QList{1, 2, 3, 8, 9}[random.bounded(5)];
            if (!open.remove(which))
                open.insert(which);
            which == 8 ? m_model->toggleArchive() : which == 9 ? m_model->toggleBin() : m_model->toggleFolder(which);
        } else {
            Conversation changed = conversation(id, m_now.addSecs(random.bounded(20)), u"%1"_s.arg(random.bounded(3)));
            changed.pinned = random.bounded(5) == 0;
            changed.archived = random.bounded(6) == 0;
            if (random.bounded(2) == 0)
                changed.folder = random.bounded(1, 5);  // 4 isn't there
            if (random.bounded(6) == 0)
                changed.deletedAt = m_now.addSecs(random.bounded(20));
            all.insert(id, changed);
            m_model->put(changed);
        }
        ConversationListModel fresh(nullptr, [this] { return m_now; });
        fresh.reset(all, folders);
        for (const int which : std::as_const(open))
            which == 8 ? fresh.toggleArchive() : which == 9 ? fresh.toggleBin() : fresh.toggleFolder(which);
        QCOMPARE(m_model->rowCount(), fresh.rowCount());
        for (int row = 0; row < fresh.rowCount(); ++row) {
            for (int role = ConversationListModel::ConversationId; role <= ConversationListModel::HasDraft; ++role)
                QCOMPARE(at(row, role), fresh.data(fresh.index(row), role));
        }
    }
}

/// A rename and a new message cost next to nothing, however long the list is. The limits are some hundred times what
/// was measured (0.02 ms each, optimised and alone), so that only the step to work that grows with the list fails.
void ConversationListTest::tenThousandConversations() {
    m_tester.reset();  // looks at everything after each change
    QHash<store::ConversationId, Conversation> all;
    for (store::ConversationId id = 1; id <= 10'000; ++id)
        all.insert(id, conversation(id, m_now.addSecs(-600 * id), u"Conversation %1"_s.arg(id)));
    QElapsedTimer timer;
    timer.start();
    m_model->reset(all, {});
    qInfo("reset: %lld ms", timer.elapsed());
    constexpr int kChanges = 200;
    QSignalSpy changed(m_model.get(), &ConversationListModel::dataChanged);
    timer.start();
    for (int i = 1; i <= kChanges; ++i)
        m_model->put(conversation(i * 50, m_now.addSecs(-600 * 50 * i), u"Renamed"_s));
    qInfo("rename: %.3f ms", double(timer.nsecsElapsed()) / 1e6 / kChanges);
    QVERIFY(timer.elapsed() < 2 * kChanges);
    QCOMPARE(changed.size(), kChanges);
    timer.start();
    for (int i = 1; i <= kChanges; ++i)
        m_model->put(conversation(i * 50, m_now.addSecs(i), u"Active"_s));
    qInfo("new activity: %.3f ms", double(timer.nsecsElapsed()) / 1e6 / kChanges);
    QVERIFY(timer.elapsed() < 2 * kChanges);
    QCOMPARE(m_model->rowCount(), 10'000);
    QCOMPARE(at(0, ConversationListModel::ConversationId).toLongLong(), 10'000);
}

void ConversationListTest::marksChangeTwoRows() {
    put({conversation(3, m_now), conversation(2, m_now), conversation(1, m_now)});
    m_model->setCurrent(3);
    QSignalSpy changed(m_model.get(), &ConversationListModel::dataChanged);
    m_model->setCurrent(1);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(at(0, ConversationListModel::Current), false);
    QCOMPARE(at(2, ConversationListModel::Current), true);
    m_model->setCurrent(1);
    QCOMPARE(changed.size(), 2);
    m_model->setAnswering(2, {1});
    QCOMPARE(at(1, ConversationListModel::Answering), true);
    QCOMPARE(at(2, ConversationListModel::Waiting), true);
    m_model->setAnswering(0);
    QCOMPARE(at(1, ConversationListModel::Answering), false);
}

QTEST_GUILESS_MAIN(ConversationListTest)
#include "tst_conversation_list.moc"
