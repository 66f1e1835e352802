#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/app_under_test.h"
#include "ui/actions/action_registry.h"

using namespace Qt::StringLiterals;

namespace lanternfish {

/// The window over a real history: folders, search, editing, export and import, backups.
class OrganisationWindowTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void searchOpensTheMessage();
    void emptySearchShowsTheList();
    void foldersAndBin();
    void editingAddsAnAlternative();
    void exportedIsImported();
    void badFileIsRefused();
    void backupIsRestored();
    void spaceForBackupsIsSetAndKept();
    void presetsAreKept();
    void paletteFindsWhatWasSaid();

private:
    void askAndWait(const QString& text) {
        QSignalSpy finished(&m_app->chat, &ui::ChatController::answerFinished);
        m_app->chat.send(text);
        QVERIFY(finished.wait(20000));
    }
    double idOf(const QString& title) {
        auto* const list = m_app->chat.conversations();
        for (int row = 0; row < list->rowCount(); ++row)
            if (list->index(row).data(ui::ConversationListModel::Title).toString() == title)
                return list->index(row).data(ui::ConversationListModel::ConversationId).toDouble();
        return 0;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<App> m_app;
};

void OrganisationWindowTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_app = std::make_unique<App>(m_folder->path(), says("A queue holds what waits."));
    QVERIFY(m_app->waitUntilReady());
    askAndWait(u"What is a queue?"_s);
    m_app->chat.newConversation();
    askAndWait(u"Tell me of gardens"_s);
}

void OrganisationWindowTest::cleanup() {
    m_app.reset();
    m_folder.reset();
}

void OrganisationWindowTest::searchOpensTheMessage() {
    QTest::keyClick(m_app->window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    m_app->type(u"queue"_s);
    QTRY_COMPARE(m_app->chat.search()->count(),
                 4);  // Two titles' words, the question, both answers: less the garden's.
    QTest::keyClick(m_app->window, Qt::Key_Down);
    QTest::keyClick(m_app->window, Qt::Key_Return);
    QTRY_VERIFY(!m_app->chat.currentId().isEmpty());
}

void OrganisationWindowTest::emptySearchShowsTheList() {
    QTest::keyClick(m_app->window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    m_app->type(u"zzzz"_s);
    QTRY_VERIFY(!m_app->chat.search()->searching());
    QCOMPARE(m_app->chat.search()->count(), 0);
    QVERIFY(m_app->shown(u"conversationRows"_s) == nullptr);
    QTest::keyClick(m_app->window, Qt::Key_Escape);
    QTRY_VERIFY(m_app->shown(u"conversationRows"_s) != nullptr);
}

void OrganisationWindowTest::foldersAndBin() {
    ui::HistoryController* const history = m_app->chat.history();
    const double id = idOf(u"What is a queue?"_s);
    const double folder = history->addFolder(u"Lectures"_s);
    history->moveToFolder(id, folder);
    // The palette knows it while its folder is closed.
    const ui::ConversationTitles* const titles = m_app->chat.titles();
    QCOMPARE(m_app->chat.conversations()->rowOf(id), -1);
    const auto titled = [titles](const QString& title) {
        QStringList all;
        for (int row = 0; row < titles->rowCount(); ++row)
            all.append(titles->index(row).data(ui::ConversationTitles::Title).toString());
        return all.count(title);
    };
    QCOMPARE(titled(u"What is a queue?"_s), 1);
    m_app->chat.conversations()->toggleFolder(folder);
    const int row = m_app->chat.conversations()->rowOf(id);
    QVERIFY(row > 0);
    QCOMPARE(m_app->chat.conversations()->index(row - 1).data(ui::ConversationListModel::Title).toString(),
             u"Lectures"_s);
    m_app->chat.deleteConversation(id);
    QTRY_COMPARE(titled(u"What is a queue?"_s), 0);
    QVERIFY(m_app->chat.canUndoDelete());
    m_app->chat.undoDelete();
    QVERIFY(m_app->chat.conversations()->rowOf(id) > 0);
}

void OrganisationWindowTest::editingAddsAnAlternative() {
    // The marked message takes single keys, which the settings can change.
    auto* const registry = m_app->window->findChild<actions::ActionRegistry*>();
    QVERIFY(registry->assign(registry->find(u"message-edit"_s), u"Y"_s));
    QVERIFY(!registry->assign(registry->find(u"message-edit"_s), u"C"_s));  // copies
    QTest::keyClick(m_app->window, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(m_app->window, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(m_app->window, Qt::Key_E);
    QVERIFY(m_app->shown(u"questionEditor"_s) == nullptr);
    QTest::keyClick(m_app->window, Qt::Key_Y);
    QTRY_VERIFY(m_app->shown(u"questionEditor"_s) != nullptr);
    QTRY_VERIFY(m_app->shown(u"questionEditor"_s)->hasActiveFocus());
    m_app->type(u" now"_s);
    QSignalSpy finished(&m_app->chat, &ui::ChatController::answerFinished);
    QTest::keyClick(m_app->window, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(finished.wait(20000));
    ui::MessageBlockModel* const blocks = m_app->chat.blocks();
    QCOMPARE(blocks->index(0).data(ui::MessageBlockModel::PlainText).toString(), u"Tell me of gardens now"_s);
    QCOMPARE(blocks->index(0).data(ui::MessageBlockModel::SiblingCount).toInt(), 2);
    m_app->chat.showSibling(blocks->index(0).data(ui::MessageBlockModel::MessageId).toDouble(), 0);
    QTRY_COMPARE(blocks->index(0).data(ui::MessageBlockModel::PlainText).toString(), u"Tell me of gardens"_s);
}

void OrganisationWindowTest::exportedIsImported() {
    ui::ExchangeController* const exchange = m_app->chat.exchange();
    const QString file = m_folder->filePath(u"all.json"_s);
    exchange->exportTo(QUrl::fromLocalFile(file), u"history"_s, {}, 0, true, false);
    QTRY_VERIFY(!exchange->busy());
    QVERIFY2(!exchange->failed(), qPrintable(exchange->message()));
    QVERIFY(QFile::exists(file));
    const double id = idOf(u"Tell me of gardens"_s);
    m_app->chat.deleteConversation(id);
    m_app->chat.history()->purge(id);
    QSignalSpy previewed(exchange, &ui::ExchangeController::previewed);
    exchange->previewImport(QUrl::fromLocalFile(file));
    QVERIFY(previewed.wait(20000));
    QCOMPARE(previewed[0][0].toString(), u"1 new conversation, 1 already there."_s);
    QVERIFY(previewed[0][1].toBool());
    exchange->importFile();
    QTRY_VERIFY(!exchange->busy());
    QVERIFY2(!exchange->failed(), qPrintable(exchange->message()));
    QCOMPARE(exchange->message(), u"Imported: 1 new conversation, 1 already there."_s);
    // Again: nothing that is new.
    exchange->previewImport(QUrl::fromLocalFile(file));
    QTRY_COMPARE(previewed.size(), 2);
    QVERIFY(!previewed[1][1].toBool());
    exchange->importFile();
    QTRY_VERIFY(!exchange->busy());
    QCOMPARE(exchange->message(), u"Nothing was imported. 2 already there."_s);
    QTRY_VERIFY(idOf(u"Tell me of gardens"_s) != 0);
    // Its id is a new one, and what comes next has others again.
    m_app->chat.newConversation();
    askAndWait(u"One more"_s);
    QVERIFY(idOf(u"One more"_s) > idOf(u"Tell me of gardens"_s));
    m_app->chat.openConversation(idOf(u"Tell me of gardens"_s));
    QTRY_COMPARE(m_app->chat.blocks()->index(0).data(ui::MessageBlockModel::PlainText).toString(),
                 u"Tell me of gardens"_s);
}

void OrganisationWindowTest::badFileIsRefused() {
    const QString name = m_folder->filePath(u"bad.json"_s);
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"format\": \"something else\"}");
    file.close();
    ui::ExchangeController* const exchange = m_app->chat.exchange();
    exchange->previewImport(QUrl::fromLocalFile(name));
    QTRY_VERIFY(!exchange->busy());
    QVERIFY(exchange->failed());
    QVERIFY2(exchange->message().startsWith(u"This file can't be imported. "_s), qPrintable(exchange->message()));
    QVERIFY2(exchange->message().contains(u"bad.json"_s), qPrintable(exchange->message()));
    QVERIFY(idOf(u"Tell me of gardens"_s) != 0);
}

void OrganisationWindowTest::backupIsRestored() {
    ui::StorageController* const storage = m_app->chat.storage();
    storage->backUp();
    QTRY_VERIFY(!storage->busy());
    QTRY_COMPARE(storage->backups().size(), 1);
    m_app->chat.newConversation();
    askAndWait(u"After the backup"_s);
    storage->restore(storage->backups()[0].toMap()[u"path"_s].toString());
    QTRY_VERIFY(!storage->busy());
    QTRY_COMPARE(idOf(u"After the backup"_s), 0.0);
    QVERIFY(idOf(u"Tell me of gardens"_s) != 0);
    QVERIFY2(storage->message().contains(u"kept"_s), qPrintable(storage->message()));
    m_app->chat.newConversation();
    askAndWait(u"Goes on"_s);
    QVERIFY(idOf(u"Goes on"_s) != 0);
}

void OrganisationWindowTest::spaceForBackupsIsSetAndKept() {
    const auto enter = [this](const QString& text) {
        QQuickItem* const field = m_app->shown(u"backupGib"_s);
        field->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(m_app->window, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(m_app->window, Qt::Key_Delete);
        m_app->type(text);
        m_app->shown(u"settingsContent"_s)->forceActiveFocus(Qt::TabFocusReason);
        return field->property("text").toString();
    };
    m_app->showSettings(u"storage"_s);
    QTRY_VERIFY(m_app->shown(u"backupGib"_s) != nullptr);
    QCOMPARE(m_app->shown(u"backupGib"_s)->property("text").toString(), u"1"_s);
    QCOMPARE(enter(u"2.5"_s), u"2.5"_s);
    QCOMPARE(m_app->chat.storage()->backupGib(), 2.5);
    // What is none is taken back.
    QCOMPARE(enter(u"-1"_s), u"2.5"_s);
    QCOMPARE(enter(u"much"_s), u"2.5"_s);
    QCOMPARE(enter(u"10001"_s), u"2.5"_s);
    QCOMPARE(enter(QString()), QString());
    QCOMPARE(m_app->chat.storage()->backupGib(), 0.0);
    m_app.reset();
    m_app = std::make_unique<App>(m_folder->path(), says("yes"));
    QVERIFY(m_app->waitUntilReady());
    QCOMPARE(m_app->chat.storage()->backupGib(), 0.0);
    m_app->chat.storage()->setBackupGib(-3);
    QCOMPARE(m_app->chat.storage()->backupGib(), 1.0);
}

void OrganisationWindowTest::presetsAreKept() {
    const double preset = m_app->chat.presets()->add({{u"name"_s, u"Terse"_s}, {u"systemPrompt"_s, u"Be brief."_s}});
    QVERIFY(preset != 0);
    m_app->chat.setPreset(preset);
    QCOMPARE(m_app->chat.presetName(), u"Terse"_s);
    QQuickItem* const button = m_app->item("presetButton");
    QVERIFY(button != nullptr);
    QCOMPARE(button->property("text").toString(), u"Terse"_s);
}

void OrganisationWindowTest::paletteFindsWhatWasSaid() {
    QTest::keyClick(m_app->window, Qt::Key_K, Qt::ControlModifier);
    auto* const palette = m_app->window->findChild<QObject*>(u"palette"_s);
    QTRY_VERIFY(palette->property("opened").toBool());
    m_app->type(u"holds waits"_s);
    auto* const finder = palette->property("finder").value<QAbstractItemModel*>();
    QTRY_COMPARE(finder->rowCount(), 2);
    m_app->chat.newConversation();
    QTest::keyClick(m_app->window, Qt::Key_Return);
    QTRY_VERIFY(!m_app->chat.currentId().isEmpty());
}

}  // namespace lanternfish

QTEST_MAIN(lanternfish::OrganisationWindowTest)
#include "tst_organisation_window.moc"
