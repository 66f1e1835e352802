#include <QAbstractItemModelTester>
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
    void mergesAnyLists();
    void marksChangeTwoRows();

private:
    Conversation conversation(store::ConversationId id, const QDateTime& updated, const QString& title = {}) const {
        Conversation result;
        result.id = id;
        result.title = title;
        result.updatedAt = updated.toUTC();
        return result;
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
    m_model->setConversations({conversation(7, m_now, u"Fish"_s)});
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
    m_model->setConversations({conversation(1, updated)});
    QTEST(at(0, ConversationListModel::Section).toString(), "section");
}

void ConversationListTest::midnightMovesSections() {
    m_model->setConversations({conversation(1, m_now), conversation(2, m_now.addDays(-1))});
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
    m_model->setConversations({conversation(1, m_now), conversation(2, m_now), conversation(3, m_now)});
    QSignalSpy moved(m_model.get(), &ConversationListModel::rowsMoved);
    QSignalSpy inserted(m_model.get(), &ConversationListModel::rowsInserted);
    QSignalSpy removed(m_model.get(), &ConversationListModel::rowsRemoved);
    QSignalSpy reset(m_model.get(), &ConversationListModel::modelReset);
    m_model->setConversations({conversation(3, m_now.addSecs(5)), conversation(1, m_now), conversation(2, m_now)});
    QCOMPARE(ids(), (QList<store::ConversationId>{3, 1, 2}));
    QCOMPARE(moved.size(), 1);
    QCOMPARE(inserted.size() + removed.size() + reset.size(), 0);
}

void ConversationListTest::mergesAnyLists() {
    QRandomGenerator random(5);
    for (int round = 0; round < 200; ++round) {
        QList<store::ConversationId> wanted;
        for (store::ConversationId id = 1; id <= 12; ++id) {
            if (random.bounded(3) != 0)
                wanted.insert(random.bounded(wanted.size() + 1), id);
        }
        QList<Conversation> list;
        for (const store::ConversationId id : wanted)
            list.append(conversation(id, m_now, u"%1 %2"_s.arg(id).arg(random.bounded(2))));
        m_model->setConversations(list);
        QCOMPARE(ids(), wanted);
        for (int row = 0; row < list.size(); ++row)
            QCOMPARE(at(row, ConversationListModel::Title).toString(), list[row].title);
    }
}

void ConversationListTest::marksChangeTwoRows() {
    m_model->setConversations({conversation(1, m_now), conversation(2, m_now), conversation(3, m_now)});
    m_model->setCurrent(1);
    QSignalSpy changed(m_model.get(), &ConversationListModel::dataChanged);
    m_model->setCurrent(3);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(at(0, ConversationListModel::Current), false);
    QCOMPARE(at(2, ConversationListModel::Current), true);
    m_model->setCurrent(3);
    QCOMPARE(changed.size(), 2);
    m_model->setAnswering(2);
    QCOMPARE(at(1, ConversationListModel::Answering), true);
    m_model->setAnswering(0);
    QCOMPARE(at(1, ConversationListModel::Answering), false);
}

QTEST_GUILESS_MAIN(ConversationListTest)
#include "tst_conversation_list.moc"
