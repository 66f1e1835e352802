#include <limits>
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/fakes/fake_engine.h"
#include "ui/models/chat_controller.h"
#include "ui/models/language.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;
using ui::ChatController;
using ui::ConversationListModel;
using ui::MessageBlockModel;

namespace {

fakes::FakeScript answering(std::vector<std::string> answers, std::chrono::microseconds decodeDelay = {}) {
    fakes::FakeScript script;
    script.answers = std::move(answers);
    script.decodeDelay = decodeDelay;
    return script;
}

}  // namespace

/// The controller over a real assistant with a fake engine; the model testers watch from before any data is there.
class ChatControllerTest : public QObject {
    Q_OBJECT

    // The same words and figures whatever the computer is set to.
    ui::Language m_language{nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom)};

private slots:
    void init();
    void cleanup();
    void stateWords_data();
    void stateWords();
    void questionAndAnswer();
    void answerArrivesAtTheTail();
    void stopAndContinue();
    void regenerateMakesASibling();
    void conversationsOpenRenameDelete();
    void emptyTextIsNotSent();
    void failedModelSaysWhy();
    void thinkingIsShownAndChosen();
    void clipboardAndNotice();
    void composerKeepsQuotesAndWarns();
    void recordsAndCosts();
    void electricityIsReckonedWithTheSettings();
    void windowsShareTheList();
    void temporaryConversationsAreNotListed();
    void presetsAreEdited();
    void searchFindsMessages();

private:
    void start(fakes::FakeScript script);
    QStringList kinds() const;
    QVariant at(int row, int role) const { return m_chat->blocks()->data(m_chat->blocks()->index(row), role); }
    QVariant conversationAt(int row, int role) const {
        return m_chat->conversations()->data(m_chat->conversations()->index(row), role);
    }
    int lastRow() const { return m_chat->blocks()->rowCount() - 1; }
    void ask(const QString& text);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<assistant::Assistant> m_assistant;
    std::unique_ptr<ChatController> m_chat;
};

void ChatControllerTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

void ChatControllerTest::cleanup() {
    m_chat.reset();
    m_assistant.reset();
}

void ChatControllerTest::start(fakes::FakeScript script) {
    assistant::AssistantOptions options;
    options.databasePath = m_folder->filePath(u"test.sqlite"_s);
    options.modelPath = "model.gguf";
    options.demonstration = true;
    options.loader = fakes::fakeLoader(std::move(script));
    m_assistant = std::make_unique<assistant::Assistant>(std::move(options));
    m_chat = std::make_unique<ChatController>(m_assistant.get());
    using Tester = QAbstractItemModelTester;
    new Tester(m_chat->blocks(), Tester::FailureReportingMode::QtTest, m_chat->blocks());
    new Tester(m_chat->conversations(), Tester::FailureReportingMode::QtTest, m_chat->conversations());
}

QStringList ChatControllerTest::kinds() const {
    QStringList result;
    for (int row = 0; row <= lastRow(); ++row)
        result.append(at(row, MessageBlockModel::Kind).toString());
    return result;
}

void ChatControllerTest::ask(const QString& text) {
    QSignalSpy finished(m_chat.get(), &ChatController::answerFinished);
    m_chat->send(text);
    QTRY_COMPARE(finished.size(), 1);
    QTRY_VERIFY(!m_chat->busy());
}

void ChatControllerTest::stateWords_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    using State = assistant::EngineState;
    QTest::newRow("loading") << int(State::Loading) << u"loading"_s << u"Loading model"_s;
    QTest::newRow("ready") << int(State::Ready) << u"ready"_s << u"Ready"_s;
    QTest::newRow("prefilling") << int(State::Prefilling) << u"prefilling"_s << u"Reading 120 of 800"_s;
    QTest::newRow("thinking") << int(State::Thinking) << u"thinking"_s << u"Thinking"_s;
    QTest::newRow("answering") << int(State::Answering) << u"answering"_s << u"Answering"_s;
    QTest::newRow("failed") << int(State::Failed) << u"failed"_s << u"Model failed"_s;
}

void ChatControllerTest::stateWords() {
    QFETCH(int, state);
    assistant::EngineStatus status;
    status.state = assistant::EngineState(state);
    status.prefillDone = 120;
    status.prefillTotal = 800;
    QTEST(ui::stateName(status.state), "name");
    QTEST(ui::stateText(status), "text");
}

void ChatControllerTest::questionAndAnswer() {
    start(answering({"Hello **you**.\n\n```cpp\nint x;\n```\n"}));
    QCOMPARE(m_chat->title(), u"New conversation"_s);
    QCOMPARE(m_chat->currentId(), QString());
    QTRY_COMPARE(m_chat->state(), u"ready"_s);
    QVERIFY(m_chat->demonstration());
    QVERIFY(m_chat->contextLimit() > 0);

    QSignalSpy finished(m_chat.get(), &ChatController::answerFinished);
    QSignalSpy announced(m_chat.get(), &ChatController::answerAnnouncement);
    bool wasBusy = false;
    connect(m_chat.get(), &ChatController::statusChanged, this, [&] { wasBusy |= m_chat->busy(); });
    m_chat->send(u"Say hello"_s);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(wasBusy);
    QCOMPARE(finished[0][0].toString(), u"Answer finished, 6 words"_s);
    QTRY_COMPARE(m_chat->state(), u"ready"_s);
    m_chat->disconnect(this);
    QCOMPARE(kinds(), (QStringList{u"user"_s, u"paragraph"_s, u"code"_s, u"actions"_s}));
    QCOMPARE(at(1, MessageBlockModel::Html), u"Hello <b>you</b>."_s);
    QCOMPARE(at(2, MessageBlockModel::Language), u"C++"_s);
    QVERIFY(at(3, MessageBlockModel::StatsText).toString().contains("tokens"_L1));
    const double id = at(3, MessageBlockModel::MessageId).toDouble();
    QVERIFY(m_chat->messageText(id).startsWith("Hello **you**."_L1));
    QString heard;
    for (const QList<QVariant>& call : announced)
        heard += call[0].toString();
    QVERIFY2(heard.contains("Hello **you**."_L1), qPrintable(heard));

    QCOMPARE(m_chat->conversations()->rowCount(), 1);
    QCOMPARE(conversationAt(0, ConversationListModel::Current), true);
    QCOMPARE(conversationAt(0, ConversationListModel::Section), u"Today"_s);
    QCOMPARE(m_chat->currentId(), conversationAt(0, ConversationListModel::ConversationId).toString());
    QCOMPARE(m_chat->title(), conversationAt(0, ConversationListModel::Title).toString());
}

void ChatControllerTest::answerArrivesAtTheTail() {
    start(answering({std::string(400, 'a') + "\n\n" + std::string(400, 'b')}, std::chrono::microseconds(300)));
    ask(u"first"_s);
    const int settled = m_chat->blocks()->rowCount();
    QSignalSpy reset(m_chat->blocks(), &QAbstractItemModel::modelReset);
    QSignalSpy changed(m_chat->blocks(), &QAbstractItemModel::dataChanged);
    ask(u"second"_s);
    QCOMPARE(reset.size(), 0);
    QVERIFY(changed.size() > 1);
    for (const QList<QVariant>& call : changed)
        QCOMPARE_GE(call[0].value<QModelIndex>().row(), settled);
}

void ChatControllerTest::stopAndContinue() {
    start(answering({std::string(4000, 'a')}, std::chrono::microseconds(500)));
    QSignalSpy finished(m_chat.get(), &ChatController::answerFinished);
    m_chat->send(u"long"_s);
    QTRY_VERIFY(m_chat->blocks()->rowCount() > 1 && !at(1, MessageBlockModel::PlainText).toString().isEmpty());
    QCOMPARE(conversationAt(0, ConversationListModel::Answering), true);
    m_chat->stop();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished[0][0].toString(), u"Stopped"_s);
    QCOMPARE(conversationAt(0, ConversationListModel::Answering), false);
    QCOMPARE(at(lastRow(), MessageBlockModel::CanContinue), true);
    const double id = at(lastRow(), MessageBlockModel::MessageId).toDouble();
    const QString before = m_chat->messageText(id);
    QVERIFY(before.size() < 4000);

    m_chat->continueAnswer(id);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, 20'000);
    QCOMPARE(m_chat->messageText(id).size(), 4000);
    QCOMPARE(at(lastRow(), MessageBlockModel::CanContinue), false);
}

void ChatControllerTest::regenerateMakesASibling() {
    start(answering({"one", "two"}));
    ask(u"q"_s);
    const double first = at(lastRow(), MessageBlockModel::MessageId).toDouble();
    QSignalSpy finished(m_chat.get(), &ChatController::answerFinished);
    m_chat->regenerate(first);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(at(1, MessageBlockModel::PlainText), u"two"_s);
    QCOMPARE(at(lastRow(), MessageBlockModel::SiblingIndex), 1);
    QCOMPARE(at(lastRow(), MessageBlockModel::SiblingCount), 2);
    m_chat->showSibling(at(lastRow(), MessageBlockModel::MessageId).toDouble(), 0);
    QTRY_COMPARE(at(1, MessageBlockModel::PlainText), u"one"_s);
    QCOMPARE(at(lastRow(), MessageBlockModel::SiblingIndex), 0);
}

void ChatControllerTest::conversationsOpenRenameDelete() {
    start({});
    ask(u"alpha"_s);
    const double alpha = m_chat->currentId().toDouble();
    m_chat->newConversation();
    QCOMPARE(m_chat->blocks()->rowCount(), 0);
    QCOMPARE(m_chat->title(), u"New conversation"_s);
    ask(u"beta"_s);
    QCOMPARE(m_chat->conversations()->rowCount(), 2);

    m_chat->openConversation(alpha);
    QTRY_COMPARE(m_chat->currentId(), QString::number(alpha));
    QTRY_COMPARE(at(0, MessageBlockModel::PlainText), u"alpha"_s);
    m_chat->renameConversation(alpha, u"  Renamed \n here "_s);
    QTRY_COMPARE(m_chat->title(), u"Renamed here"_s);
    m_chat->renameConversation(alpha, u"   "_s);
    QCOMPARE(m_chat->title(), u"Renamed here"_s);

    QVERIFY(!m_chat->canUndoDelete());
    m_chat->deleteConversation(alpha);
    QCOMPARE(m_chat->conversations()->rowCount(), 2);  // the bin is in the list now
    QCOMPARE(conversationAt(1, ConversationListModel::Kind), u"bin"_s);
    QVERIFY(m_chat->canUndoDelete());
    m_chat->undoDelete();
    QCOMPARE(conversationAt(1, ConversationListModel::Kind), u"conversation"_s);
    QVERIFY(!m_chat->canUndoDelete());
}

void ChatControllerTest::composerKeepsQuotesAndWarns() {
    fakes::FakeScript script = answering({std::string(60, 'a')});
    script.contextLimit = 300;
    start(std::move(script));
    QTRY_COMPARE(m_chat->state(), u"ready"_s);
    ui::ComposerController* composer = m_chat->composer();
    QSignalSpy replaced(composer, &ui::ComposerController::textReplaced);
    composer->setText(u"typed"_s);
    QCOMPARE(replaced.size(), 0);
    composer->quote(u"said"_s);
    QCOMPARE(replaced.size(), 1);
    QCOMPARE(composer->text(), u"typed\n\n> said\n\n"_s);
    composer->setText({});
    ask(u"first"_s);
    QTRY_VERIFY(m_chat->contextUsed() > 60);
    QCOMPARE(composer->contextLimit(), 300);
    QCOMPARE(composer->contextWarning(), QString());
    composer->setText(QString(180, u'q'));
    QTRY_COMPARE(composer->leftOut().size(), 2);
    QVERIFY(composer->contextWarning().contains("leaves out the first 2"_L1));
    QCOMPARE(composer->leftOut().first().toMap()[u"excerpt"_s].toString(), u"first"_s);
    QCOMPARE(composer->leftOut().first().toMap()[u"question"_s].toBool(), true);
    composer->attach({QUrl(u"https://example.org/a.txt"_s)});
    QCOMPARE(composer->refused().size(), 1);
    composer->attach({QUrl::fromLocalFile(m_folder->filePath(u"gone.txt"_s))});
    QTRY_VERIFY(!composer->refused().isEmpty() && !composer->reading());
    QCOMPARE(composer->refused().first().toMap()[u"name"_s].toString(), u"gone.txt"_s);
    composer->clearRefused();
    QVERIFY(composer->refused().isEmpty());
    // A window that goes with a draft that isn't saved yet keeps it.
    const store::ConversationId conversation = m_chat->view().current();
    composer->setText(u"unsaved"_s);
    m_chat.reset();
    QCOMPARE(m_assistant->history().find(conversation)->draft, u"unsaved"_s);
}

void ChatControllerTest::recordsAndCosts() {
    start(answering({"answer"}));
    QVERIFY(m_chat->usage()->todayText().isEmpty());
    ask(u"q"_s);
    const double id = at(lastRow(), MessageBlockModel::MessageId).toDouble();
    const QVariantMap record = m_chat->record(id);
    QVERIFY(record[u"canRepeat"_s].toBool());
    QVERIFY(record[u"differences"_s].toStringList().isEmpty());
    QMap<QString, QString> rows;
    for (const QVariant& row : record[u"rows"_s].toList())
        rows.insert(row.toMap()[u"name"_s].toString(), row.toMap()[u"value"_s].toString());
    QCOMPARE(rows[u"Model"_s], u"Fake (00000000000000fa)"_s);
    QCOMPARE(rows[u"Generated tokens"_s], u"6"_s);
    QCOMPARE(rows[u"Arithmetic"_s], u"exact"_s);
    QVERIFY(rows.contains(u"Seed"_s) && rows.contains(u"Device"_s) && rows.contains(u"Engine"_s));
    QVERIFY(rows[u"Electricity"_s].contains("estimated"_L1));
    QVERIFY(m_chat->record(id - 1).isEmpty());  // a question
    QVERIFY(m_chat->usage()->todayText() == "Today $0.00 instead of less than $0.01"_L1);
    QVERIFY(m_chat->usage()->todayDetail().contains("deepseek-v4-flash"_L1));
    QSignalSpy finished(m_chat.get(), &ChatController::answerFinished);
    m_chat->sameAgain(id);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(at(lastRow(), MessageBlockModel::SiblingCount), 2);
}

void ChatControllerTest::electricityIsReckonedWithTheSettings() {
    start(answering({"answer"}));
    ui::UsageController* const usage = m_chat->usage();
    usage->setCurrency(u"CHF"_s);
    QVERIFY(usage->electricityText(3600).contains("estimated"_L1));
    QVERIFY(!usage->electricityText(3600).contains("CHF"_L1));
    usage->setWatts(100);
    usage->setPricePerKwh(0.3);
    QCOMPARE(usage->electricityText(36000), u"about 1,000 Wh, at 100 W as you set it, 0.3000 CHF"_s);
    // A settings file may hold anything.
    for (const double bad :
         {-1.0, 1e9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        usage->setWatts(bad);
        usage->setPricePerKwh(bad);
        QCOMPARE(usage->watts(), 0.0);
        QCOMPARE(usage->pricePerKwh(), 0.0);
    }
    for (const QString& bad : {QString(), u"<b>"_s, u"eur"_s, u"EURO"_s}) {
        usage->setCurrency(bad);
        const QString currency = usage->currency();
        QVERIFY2(currency.size() == 3 && currency != bad && currency == currency.toUpper(), qPrintable(currency));
    }
}

void ChatControllerTest::windowsShareTheList() {
    start(answering({std::string(3000, 'a'), "b"}, std::chrono::microseconds(500)));
    ChatController other(m_assistant.get());
    m_chat->send(u"one"_s);
    QTRY_VERIFY(m_chat->busy() && other.conversations()->rowCount() == 1);
    QVERIFY(!other.busy());
    other.send(u"two"_s);
    QTRY_VERIFY(other.busy());
    QCOMPARE(other.answersBefore(), 1);
    QVERIFY2(other.stateText().startsWith("Waiting for 1"_L1), qPrintable(other.stateText()));
    QCOMPARE(conversationAt(0, ConversationListModel::Waiting), true);
    QCOMPARE(other.conversations()->rowCount(), 2);
    m_chat->stop();
    QTRY_VERIFY(!m_chat->busy() && !other.busy());
    QCOMPARE(other.title(), u"two"_s);
    QCOMPARE(m_chat->title(), u"one"_s);
    QSignalSpy requested(&other, &ChatController::messageRequested);
    other.openMessage(m_chat->currentId().toDouble(), at(0, MessageBlockModel::MessageId).toDouble());
    QTRY_COMPARE(requested.size(), 1);
    QCOMPARE(requested[0][1].toInt(), 0);
    QCOMPARE(other.title(), u"one"_s);
}

void ChatControllerTest::temporaryConversationsAreNotListed() {
    start(answering({"a"}));
    m_chat->newTemporaryConversation();
    QTRY_VERIFY(m_chat->temporary());
    ask(u"secret"_s);
    QCOMPARE(m_chat->conversations()->rowCount(), 0);
    QCOMPARE(m_chat->title(), u"secret"_s);
    m_chat->newConversation();
    QVERIFY(!m_chat->temporary());
    QCOMPARE(m_chat->blocks()->rowCount(), 0);
}

void ChatControllerTest::presetsAreEdited() {
    start({});
    ui::PresetListModel* presets = m_chat->presets();
    new QAbstractItemModelTester(presets, QAbstractItemModelTester::FailureReportingMode::QtTest, presets);
    QTRY_VERIFY(m_assistant->history().isOpen());
    QCOMPARE(presets->add({{u"temperature"_s, 1}}), 0.0);  // no name
    const double id = presets->add({{u"name"_s, u" Everyday "_s}, {u"temperature"_s, 9}, {u"thinking"_s, u"high"_s}});
    QVERIFY(id > 0);
    QCOMPARE(presets->get(id)[u"name"_s].toString(), u"Everyday"_s);
    QCOMPARE(presets->get(id)[u"temperature"_s].toDouble(), 2.0);
    presets->change(id, {{u"systemPrompt"_s, u"Hello."_s}, {u"topP"_s, 0.5}});
    QCOMPARE(presets->get(id)[u"systemPrompt"_s].toString(), u"Hello."_s);
    QCOMPARE(presets->get(id)[u"topP"_s].toDouble(), 0.5);
    QCOMPARE(presets->get(id)[u"seed"_s].toString(), QString());
    presets->change(id, {{u"seed"_s, u"18446744073709551615"_s}});
    for (const QString& none : {u"-1"_s, u"x"_s, u"18446744073709551616"_s, u"1.5"_s})
        presets->change(id, {{u"seed"_s, none}});
    QCOMPARE(presets->get(id)[u"seed"_s].toString(), u"18446744073709551615"_s);
    m_chat->setPreset(id);
    for (int i = 0; i < 2; ++i) {
        ask(u"q"_s);
        QCOMPARE(m_chat->view().messages().last().origin->seed, std::numeric_limits<quint64>::max());
    }
    presets->change(id, {{u"seed"_s, QString()}});
    QCOMPARE(presets->get(id)[u"seed"_s].toString(), QString());
    QCOMPARE(m_chat->presetName(), u"Everyday"_s);
    QCOMPARE(m_chat->thinking(), u"high"_s);
    presets->remove(id);
    QCOMPARE(presets->count(), 0);
    QCOMPARE(m_chat->preset(), 0.0);
}

void ChatControllerTest::searchFindsMessages() {
    start(answering({"**Bacteria** make `it` <glow>."}));
    ask(u"Why does a lanternfish shine?"_s);
    ui::SearchModel* search = m_chat->search();
    new QAbstractItemModelTester(search, QAbstractItemModelTester::FailureReportingMode::QtTest, search);
    search->setText(u"bacteria"_s);
    QVERIFY(search->searching());
    QTRY_VERIFY(!search->searching());
    QCOMPARE(search->problem(), QString());
    QCOMPARE(search->count(), 1);
    const auto hit = [search](int role) { return search->data(search->index(0), role); };
    QCOMPARE(hit(ui::SearchModel::ConversationId).toDouble(), m_chat->currentId().toDouble());
    QCOMPARE(hit(ui::SearchModel::MessageId).toDouble(), at(lastRow(), MessageBlockModel::MessageId).toDouble());
    QVERIFY2(hit(ui::SearchModel::SnippetHtml).toString().contains("<b>Bacteria</b> make it &lt;glow&gt;"_L1),
             qPrintable(hit(ui::SearchModel::SnippetHtml).toString()));
    QVERIFY2(hit(ui::SearchModel::Line).toString().endsWith(": Bacteria make it <glow>."_L1),
             qPrintable(hit(ui::SearchModel::Line).toString()));
    QVERIFY2(hit(ui::SearchModel::LineHtml).toString().endsWith(": <b>Bacteria</b> make it &lt;glow&gt;."_L1),
             qPrintable(hit(ui::SearchModel::LineHtml).toString()));
    search->setText({});
    QCOMPARE(search->count(), 0);
}

void ChatControllerTest::emptyTextIsNotSent() {
    start({});
    m_chat->send(u" \n\t"_s);
    QCOMPARE(m_chat->blocks()->rowCount(), 0);
    QVERIFY(!m_chat->busy());
}

void ChatControllerTest::failedModelSaysWhy() {
    fakes::FakeScript script;
    script.loadError = "model.gguf: truncated";
    start(std::move(script));
    QTRY_COMPARE(m_chat->state(), u"failed"_s);
    QVERIFY(m_chat->errorText().contains("truncated"_L1));
    // In another language: what happened in that one, the details as they are.
    m_language.setChoice(u"de"_s);
    m_chat.reset();
    start({.loadError = "model.gguf: truncated"});
    QTRY_COMPARE(m_chat->state(), u"failed"_s);
    const QString text = m_chat->errorText();
    m_language.setChoice(u"en"_s);
    QVERIFY2(text.startsWith(u"Das Modell l\u00e4sst sich nicht laden. "_s), qPrintable(text));
    QVERIFY2(text.endsWith(": model.gguf: truncated"_L1), qPrintable(text));
    QCOMPARE(m_chat->stateText(), u"Model failed"_s);
}

void ChatControllerTest::thinkingIsShownAndChosen() {
    start(answering({"because</think>Yes."}));
    QCOMPARE(m_chat->thinking(), u"none"_s);
    QSignalSpy changed(m_chat.get(), &ChatController::thinkingChanged);
    m_chat->setThinking(u"high"_s);
    m_chat->setThinking(u"high"_s);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_chat->thinking(), u"high"_s);
    ask(u"why"_s);
    QCOMPARE(kinds(), (QStringList{u"user"_s, u"thinking"_s, u"paragraph"_s, u"actions"_s}));
    QCOMPARE(at(1, MessageBlockModel::PlainText), u"because"_s);
    QVERIFY(at(1, MessageBlockModel::ThinkingSummary).toString().startsWith("Thought"_L1));
    m_chat->setThinking(u"nonsense"_s);
    QCOMPARE(m_chat->thinking(), u"none"_s);
}

void ChatControllerTest::clipboardAndNotice() {
    start({});
    m_chat->copyText(u"copied"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"copied"_s);
    QSignalSpy changed(m_chat.get(), &ChatController::noticeChanged);
    emit m_assistant->noticed(u"The disk is full."_s);
    QCOMPARE(m_chat->notice(), u"The disk is full."_s);
    m_chat->clearNotice();
    m_chat->clearNotice();
    QCOMPARE(m_chat->notice(), QString());
    QCOMPARE(changed.size(), 2);
}

QTEST_MAIN(ChatControllerTest)
#include "tst_chat_controller.moc"
