#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include "tests/markup/random_markdown.h"
#include "ui/models/language.h"
#include "ui/models/message_block_model.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;
using store::Message;
using store::Status;
using ui::MessageBlockModel;

namespace {

Message question(store::MessageId id, const QString& text) {
    Message message;
    message.id = id;
    message.role = store::Role::User;
    message.text = text;
    return message;
}

Message answer(store::MessageId id, const QString& text, Status status = Status::Complete) {
    Message message;
    message.id = id;
    message.role = store::Role::Assistant;
    message.status = status;
    message.text = text;
    return message;
}

/// The lowest row that any change told about; rows above it were left alone.
class LowestChange : public QObject {
public:
    explicit LowestChange(MessageBlockModel* model) {
        connect(model, &MessageBlockModel::dataChanged, this, [this](const QModelIndex& first) { note(first.row()); });
        connect(model, &MessageBlockModel::rowsInserted, this, [this](const QModelIndex&, int first) { note(first); });
        connect(model, &MessageBlockModel::rowsRemoved, this, [this](const QModelIndex&, int first) { note(first); });
        connect(model, &MessageBlockModel::modelReset, this, [this] { ++resets; });
    }

    int row = std::numeric_limits<int>::max();
    int resets = 0;

private:
    void note(int first) { row = std::min(row, first); }
};

}  // namespace

class MessageBlocksTest : public QObject {
    Q_OBJECT

    // The same words and figures whatever the computer is set to.
    ui::Language m_language{nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom)};

private slots:
    void init();
    void rowsOfABranch();
    void closingRows_data();
    void closingRows();
    void streamingTouchesOnlyTheTail();
    void streamedEqualsSetAtOnce();
    void kindChangeReplacesTheRow();
    void lightStandsOnTheLastRow();
    void thinkingThenAnswer();
    void codeRoles();
    void tableRoles();
    void rewrittenTextKeepsEqualRows();
    void continuedAnswer();
    void siblings();
    void unknownMessagesAreIgnored();
    void earlierMessageMayGrow();
    void branchesKeepWhatTheyShare();
    void openStateIsKept();
    void codeBeingWrittenStaysOpen();
    void sourceReplacesTheBlocks();
    void tasksAreSaid();

private:
    QVariant at(int row, int role) const { return m_model->data(m_model->index(row), role); }
    QStringList kinds() const {
        QStringList result;
        for (int row = 0; row < m_model->rowCount(); ++row)
            result.append(at(row, MessageBlockModel::Kind).toString());
        return result;
    }
    QList<QVariantList> everything() const {
        QList<QVariantList> rows;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            rows.append(QVariantList());
            for (int role = MessageBlockModel::MessageId; role <= MessageBlockModel::SourceShown; ++role)
                rows.last().append(at(row, role));
        }
        return rows;
    }

    std::unique_ptr<MessageBlockModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void MessageBlocksTest::init() {
    m_tester.reset();
    m_model = std::make_unique<MessageBlockModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void MessageBlocksTest::rowsOfABranch() {
    m_model->setMessages({question(1, u"a < b\nc"_s), answer(2, u"Yes.\n\n- one\n\n```py\nx\n```"_s),
                          question(3, u"And?"_s), answer(4, u"# No"_s)});
    QCOMPARE(kinds(), (QStringList{u"user"_s, u"paragraph"_s, u"list"_s, u"code"_s, u"actions"_s, u"user"_s,
                                   u"heading"_s, u"actions"_s}));
    QCOMPARE(at(0, MessageBlockModel::RoleRole), u"user"_s);
    QCOMPARE(at(0, MessageBlockModel::Html), u"a &lt; b<br/>c"_s);
    QCOMPARE(at(0, MessageBlockModel::PlainText), u"a < b\nc"_s);
    QCOMPARE(at(1, MessageBlockModel::RoleRole), u"assistant"_s);
    QCOMPARE(at(6, MessageBlockModel::Level), 1);
    const QList<double> ids{1, 2, 2, 2, 2, 3, 4, 4};
    const QList<bool> firsts{true, true, false, false, false, true, true, false};
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QCOMPARE(at(row, MessageBlockModel::MessageId).toDouble(), ids[row]);
        QCOMPARE(at(row, MessageBlockModel::First).toBool(), firsts[row]);
        QCOMPARE(at(row, MessageBlockModel::Streaming).toBool(), false);
    }
}

void MessageBlocksTest::closingRows_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<bool>("canContinue");
    QTest::newRow("complete") << int(Status::Complete) << QStringList{u"paragraph"_s, u"actions"_s} << false;
    QTest::newRow("stopped") << int(Status::Stopped) << QStringList{u"paragraph"_s, u"actions"_s} << true;
    QTest::newRow("interrupted") << int(Status::Interrupted)
                                 << QStringList{u"paragraph"_s, u"interrupted"_s, u"actions"_s} << true;
    QTest::newRow("failed") << int(Status::Failed) << QStringList{u"paragraph"_s, u"error"_s, u"actions"_s} << false;
    QTest::newRow("streaming") << int(Status::Streaming) << QStringList{u"paragraph"_s} << false;
}

void MessageBlocksTest::closingRows() {
    QFETCH(int, status);
    QFETCH(bool, canContinue);
    Message message = answer(1, u"text"_s, Status(status));
    message.error = u"The file is gone."_s;
    m_model->setMessages({message});
    QTEST(kinds(), "expected");
    const int last = m_model->rowCount() - 1;
    const auto offers = [this] {
        int rows = 0;
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows += at(row, MessageBlockModel::CanContinue).toBool();
        return rows;
    };
    QCOMPARE(offers(), canContinue ? 1 : 0);
    QCOMPARE(at(last, MessageBlockModel::ErrorText), u"The file is gone."_s);
    m_model->appendMessage(question(2, u"Then something else"_s));
    QCOMPARE(offers(), 0);
}

void MessageBlocksTest::streamingTouchesOnlyTheTail() {
    QString text = u"# Title\n\nFirst.\n\n```cpp\nint x;\n```\n\n"_s;
    m_model->setMessages({question(1, u"q"_s), answer(2, text, Status::Streaming)});
    const int settled = m_model->rowCount();
    LowestChange change(m_model.get());
    for (const QString& piece : {u"Sec"_s, u"ond *par"_s, u"agraph*"_s, u"\n\n- a"_s, u"\n- b"_s, u"\n\nEnd"_s}) {
        const int openBefore = m_model->rowCount();
        change.row = std::numeric_limits<int>::max();
        text += piece;
        m_model->updateMessage(answer(2, text, Status::Streaming));
        // The light leaves the row before, so that one may change too.
        QCOMPARE_GE(change.row, openBefore - 1);
        QCOMPARE_GE(change.row, settled - 1);
    }
    m_model->finishMessage(answer(2, text));
    QCOMPARE(change.resets, 0);
    QCOMPARE(kinds(), (QStringList{u"user"_s, u"heading"_s, u"paragraph"_s, u"code"_s, u"paragraph"_s, u"list"_s,
                                   u"paragraph"_s, u"actions"_s}));
}

void MessageBlocksTest::streamedEqualsSetAtOnce() {
    QRandomGenerator random(11);
    for (int round = 0; round < 60; ++round) {
        const QString text = randomMarkdown(random, 25);
        m_model->setMessages({question(1, u"q"_s)});
        m_model->appendMessage(answer(2, {}, Status::Streaming));
        for (qsizetype size = 0; size < text.size();) {
            size = qMin<qsizetype>(text.size(), size + 1 + random.bounded(20));
            m_model->updateMessage(answer(2, text.first(size), Status::Streaming));
        }
        m_model->finishMessage(answer(2, text));
        const QList<QVariantList> streamed = everything();
        m_model->setMessages({question(1, u"q"_s), answer(2, text)});
        QVERIFY(streamed == everything());
    }
}

void MessageBlocksTest::kindChangeReplacesTheRow() {
    m_model->setMessages({answer(1, u"Head"_s, Status::Streaming)});
    QSignalSpy removed(m_model.get(), &MessageBlockModel::rowsRemoved);
    QSignalSpy inserted(m_model.get(), &MessageBlockModel::rowsInserted);
    m_model->updateMessage(answer(1, u"Head\n==="_s, Status::Streaming));
    QCOMPARE(kinds(), QStringList{u"heading"_s});
    QCOMPARE(removed.size(), 1);
    QCOMPARE(inserted.size(), 1);
}

void MessageBlocksTest::lightStandsOnTheLastRow() {
    m_model->setMessages({});
    m_model->appendMessage(answer(1, {}, Status::Streaming));
    QCOMPARE(kinds(), QStringList{u"paragraph"_s});
    QString text;
    for (const QString& piece : {u"a"_s, u"\n\n"_s, u"```\n"_s, u"x\n```\n"_s, u"\n# H\n"_s, u"b"_s}) {
        text += piece;
        m_model->updateMessage(answer(1, text, Status::Streaming));
        for (int row = 0; row < m_model->rowCount(); ++row)
            QCOMPARE(at(row, MessageBlockModel::Streaming).toBool(), row == m_model->rowCount() - 1);
    }
    m_model->finishMessage(answer(1, text));
    for (int row = 0; row < m_model->rowCount(); ++row)
        QCOMPARE(at(row, MessageBlockModel::Streaming).toBool(), false);
}

void MessageBlocksTest::thinkingThenAnswer() {
    Message message = answer(1, {}, Status::Streaming);
    m_model->setMessages({message});
    message.reasoning = u"Let me <see>"_s;
    m_model->updateMessage(message);
    QCOMPARE(kinds(), QStringList{u"thinking"_s});
    QCOMPARE(at(0, MessageBlockModel::Streaming), true);
    QCOMPARE(at(0, MessageBlockModel::ThinkingSummary), u"Thinking"_s);
    QCOMPARE(at(0, MessageBlockModel::ThinkingDetail), QString());
    message.reasoning += u" now"_s;
    m_model->updateMessage(message);
    QCOMPARE(at(0, MessageBlockModel::PlainText), u"Let me <see> now"_s);

    QSignalSpy removed(m_model.get(), &MessageBlockModel::rowsRemoved);
    message.text = u"Yes"_s;
    message.stats.thinkingSeconds = 6.2;
    message.stats.thinkingTokens = 214;
    m_model->updateMessage(message);
    QCOMPARE(kinds(), (QStringList{u"thinking"_s, u"paragraph"_s}));
    QCOMPARE(at(0, MessageBlockModel::Streaming), false);
    QCOMPARE(at(0, MessageBlockModel::ThinkingSummary), u"Thought for 6 s"_s);
    QCOMPARE(at(0, MessageBlockModel::ThinkingDetail), u"214 tokens"_s);
    QCOMPARE(at(0, MessageBlockModel::First), true);
    QCOMPARE(at(1, MessageBlockModel::First), false);
    QCOMPARE(removed.size(), 0);

    message.status = Status::Complete;
    message.stats.generatedTokens = 612;
    message.stats.decodeSeconds = 612 / 14.8;
    message.stats.firstTokenSeconds = 1.26;
    m_model->finishMessage(message);
    QCOMPARE(kinds(), (QStringList{u"thinking"_s, u"paragraph"_s, u"actions"_s}));
    QCOMPARE(at(2, MessageBlockModel::StatsText), u"612 tokens \u00b7 14.8 tokens/s \u00b7 first word after 1.3 s"_s);
    message.stats.firstTokenSeconds = 0.0301;
    m_model->setMessages({message});
    QVERIFY(at(2, MessageBlockModel::StatsText).toString().endsWith(u"first word after 30 ms"_s));
}

void MessageBlocksTest::codeRoles() {
    m_model->setMessages({answer(1, u"```cpp\nint a;\nint b;\n```\n\n```\nplain\n```"_s)});
    QCOMPARE(at(0, MessageBlockModel::Language), u"C++"_s);
    QCOMPARE(at(0, MessageBlockModel::DefinitionName), u"C++"_s);
    QCOMPARE(at(0, MessageBlockModel::PlainText), u"int a;\nint b;"_s);
    QCOMPARE(at(1, MessageBlockModel::Language), QString());
    QCOMPARE(at(1, MessageBlockModel::DefinitionName), QString());
}

void MessageBlocksTest::tableRoles() {
    m_model->setMessages({answer(1, u"|a|b|\n|-|-|\n|*x*|1|"_s)});
    const auto table = at(0, MessageBlockModel::Table).value<markup::Block>();
    QCOMPARE(table.tableHeader, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(table.tableRows, (QList<QStringList>{{u"<i>x</i>"_s, u"1"_s}}));
}

void MessageBlocksTest::rewrittenTextKeepsEqualRows() {
    m_model->setMessages({answer(1, u"One\n\nTwo  \n"_s, Status::Streaming)});
    LowestChange change(m_model.get());
    m_model->finishMessage(answer(1, u"One\n\nTwo"_s));
    QCOMPARE(change.row, 1);
    QCOMPARE(kinds(), (QStringList{u"paragraph"_s, u"paragraph"_s, u"actions"_s}));
}

void MessageBlocksTest::continuedAnswer() {
    m_model->setMessages({answer(1, u"One\n\nTw"_s, Status::Interrupted)});
    LowestChange change(m_model.get());
    m_model->updateMessage(answer(1, u"One\n\nTw"_s, Status::Streaming));
    QCOMPARE(kinds(), (QStringList{u"paragraph"_s, u"paragraph"_s}));
    m_model->updateMessage(answer(1, u"One\n\nTwo"_s, Status::Streaming));
    QCOMPARE(at(1, MessageBlockModel::PlainText), u"Two"_s);
    m_model->finishMessage(answer(1, u"One\n\nTwo"_s));
    QCOMPARE(kinds(), (QStringList{u"paragraph"_s, u"paragraph"_s, u"actions"_s}));
    QCOMPARE_GE(change.row, 1);
}

void MessageBlocksTest::siblings() {
    m_model->setSiblingLookup([](store::MessageId id) { return ui::Siblings{.index = int(id), .count = 3}; });
    m_model->setMessages({question(0, u"q"_s), answer(2, u"a"_s)});
    QCOMPARE(at(0, MessageBlockModel::SiblingIndex), 0);
    QCOMPARE(at(2, MessageBlockModel::SiblingIndex), 2);
    QCOMPARE(at(2, MessageBlockModel::SiblingCount), 3);
}

void MessageBlocksTest::unknownMessagesAreIgnored() {
    m_model->setMessages({answer(1, u"a"_s)});
    QSignalSpy changed(m_model.get(), &MessageBlockModel::dataChanged);
    m_model->updateMessage(answer(9, u"b"_s));
    m_model->finishMessage(answer(9, u"b"_s));
    QCOMPARE(changed.size(), 0);
    QCOMPARE(m_model->rowCount(), 2);
    QVERIFY(!m_model->message(9));
    QCOMPARE(m_model->message(1)->text, u"a"_s);
    QVERIFY(!m_model->data(m_model->index(7), MessageBlockModel::Kind).isValid());
}

void MessageBlocksTest::earlierMessageMayGrow() {
    m_model->setMessages({answer(1, u"a"_s, Status::Streaming), question(2, u"q"_s), answer(3, u"b"_s)});
    m_model->finishMessage(answer(1, u"a\n\n- b\n\n```\nc\n```"_s));
    QCOMPARE(kinds(), (QStringList{u"paragraph"_s, u"list"_s, u"code"_s, u"actions"_s, u"user"_s, u"paragraph"_s,
                                   u"actions"_s}));
    QCOMPARE(at(4, MessageBlockModel::MessageId).toDouble(), 2.0);
    QCOMPARE(at(6, MessageBlockModel::MessageId).toDouble(), 3.0);
}

void MessageBlocksTest::branchesKeepWhatTheyShare() {
    m_model->setMessages({question(1, u"a"_s), answer(2, u"one"_s), question(3, u"b"_s), answer(4, u"two"_s)});
    int count = 2;
    m_model->setSiblingLookup(
        [&](store::MessageId id) { return ui::Siblings{.index = 0, .count = id == 2 ? count : 1}; });
    LowestChange change(m_model.get());
    m_model->setMessages({question(1, u"a"_s), answer(2, u"one"_s), question(5, u"c"_s)});
    QCOMPARE(change.resets, 0);
    QCOMPARE(kinds(), (QStringList{u"user"_s, u"paragraph"_s, u"actions"_s, u"user"_s}));
    QCOMPARE(change.row, 1);  // Its siblings are other ones now.
    QCOMPARE(at(2, MessageBlockModel::SiblingCount), 2);
    change.row = 99;
    m_model->setMessages({question(1, u"a"_s)});
    QCOMPARE(change.resets, 0);
    QCOMPARE(m_model->rowCount(), 1);
    m_model->setMessages({question(7, u"a"_s)});
    QCOMPARE(change.resets, 1);
    m_model->setMessages({});
    QCOMPARE(change.resets, 2);
    QCOMPARE(m_model->rowCount(), 0);
}

void MessageBlocksTest::openStateIsKept() {
    Message message = answer(1, u"```\na\n```"_s);
    message.reasoning = u"hm"_s;
    m_model->setMessages({message});
    QCOMPARE(at(0, MessageBlockModel::Open).toBool(), false);
    QVERIFY(m_model->setData(m_model->index(0), true, MessageBlockModel::Open));
    QVERIFY(!m_model->setData(m_model->index(0), true, MessageBlockModel::Html));
    message.text += u"\n\nmore"_s;
    m_model->updateMessage(message);
    QCOMPARE(at(0, MessageBlockModel::Open).toBool(), true);
    QCOMPARE(at(1, MessageBlockModel::Open).toBool(), false);
}

void MessageBlocksTest::codeBeingWrittenStaysOpen() {
    m_model->setMessages({answer(1, u"```\na\n"_s, Status::Streaming)});
    m_model->updateMessage(answer(1, u"```\na\nb\n```\n\nend"_s));
    QCOMPARE(at(0, MessageBlockModel::Kind), u"code"_s);
    QCOMPARE(at(0, MessageBlockModel::Open).toBool(), true);
    // Whoever comes back later finds it folded.
    m_model->setMessages({question(5, u"x"_s)});
    m_model->setMessages({answer(1, u"```\na\nb\n```\n\nend"_s)});
    QCOMPARE(at(0, MessageBlockModel::Open).toBool(), false);
}

void MessageBlocksTest::sourceReplacesTheBlocks() {
    m_model->setMessages({question(1, u"*q*"_s), answer(2, u"# a\n\nb"_s, Status::Streaming), question(3, u"x"_s)});
    m_model->setSourceShown(2, true);
    m_model->setSourceShown(1, true);
    QCOMPARE(kinds(), (QStringList{u"source"_s, u"source"_s, u"user"_s}));
    QCOMPARE(at(1, MessageBlockModel::PlainText), u"# a\n\nb"_s);
    QCOMPARE(at(1, MessageBlockModel::Streaming).toBool(), true);
    m_model->updateMessage(answer(2, u"# a\n\nb\n\nc"_s, Status::Streaming));
    QCOMPARE(at(1, MessageBlockModel::PlainText), u"# a\n\nb\n\nc"_s);
    m_model->updateMessage(answer(2, u"# a\n\nb\n\nc"_s));
    QCOMPARE(kinds(), (QStringList{u"source"_s, u"source"_s, u"actions"_s, u"user"_s}));
    m_model->setSourceShown(2, false);
    QCOMPARE(kinds(),
             (QStringList{u"source"_s, u"heading"_s, u"paragraph"_s, u"paragraph"_s, u"actions"_s, u"user"_s}));
    QVERIFY(m_model->sourceShown(1));
    QVERIFY(!m_model->sourceShown(2));
}

void MessageBlocksTest::tasksAreSaid() {
    m_model->setMessages({answer(1, u"- [x] wash\n- [ ] dry\n  - [x] inner\n- plain"_s)});
    QCOMPARE(at(0, MessageBlockModel::SpokenText), u"Done: wash\nTo do: dry\nDone: inner\n- plain"_s);
    QVERIFY(at(0, MessageBlockModel::Html).toString().contains(u"<li class=\"checked\">wash"_s));
}

QTEST_MAIN(MessageBlocksTest)
#include "tst_message_blocks.moc"
