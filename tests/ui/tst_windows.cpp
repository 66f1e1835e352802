#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/windows.h"
#include "tests/ui/app_under_test.h"
#include "ui/actions/action_registry.h"

namespace lanternfish {

/// What main() makes, over a folder.
struct Process {
    explicit Process(const QTemporaryDir& folder)
        : assistant(App::options(folder.path(), says("yes"), {})),
          windows(&assistant, &language, &wishes,
                  {{"settingsLocation", QUrl::fromLocalFile(folder.filePath("s.ini"))},
                   {"sizeForThisRun", QSizeF(1280, 800)}}) {}

    assistant::Assistant assistant;
    ui::Language language{nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom)};
    platform::DesktopWishes wishes;
    app::Windows windows;
};

/// Several windows of one process.
class TestWindows : public QObject {
    Q_OBJECT

private slots:
    void eachWindowHasItsConversation() {
        const QTemporaryDir folder;
        {
            Process process(folder);
            app::Windows& windows = process.windows;
            const app::Windows::Window first = windows.open();
            QVERIFY(first.window != nullptr);
            QVERIFY(QTest::qWaitForWindowExposed(first.window));
            QTRY_COMPARE(first.chat->state(), "ready");
            first.chat->send("one");
            QTRY_VERIFY(!first.chat->busy() && !first.chat->currentId().isEmpty());
            QTest::keyClick(first.window, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
            QTRY_COMPARE(windows.count(), 2);
            const app::Windows::Window third = windows.open();
            QCOMPARE(windows.count(), 3);
            QVERIFY(QTest::qWaitForWindowExposed(third.window));
            QCOMPARE(third.chat->currentId(), "");
            QCOMPARE(third.chat->conversations()->rowCount(), 1);
            third.chat->openConversation(first.chat->currentId().toDouble());
            QTRY_COMPARE(third.chat->currentId(), first.chat->currentId());
            for (const QChar letter : QStringLiteral("half")) {
                QTest::keyClick(third.window, letter.toLatin1());
            }
            QCOMPARE(third.chat->composer()->text(), "half");
            first.window->close();
            QTRY_COMPARE(windows.count(), 2);
            third.chat->send("two");
            QTRY_COMPARE(third.chat->conversations()->rowCount(), 1);
            QTRY_VERIFY(!third.chat->busy());
            QTRY_COMPARE(third.chat->blocks()->rowCount(), 6);
        }
        // The draft was kept when its window went.
        App again(folder.path(), says("yes"));
        QVERIFY(again.waitUntilReady());
        again.chat.openConversation(1);
        QTRY_COMPARE(again.composerText(), "half");
    }

    void whatIsChosenInOneHoldsInAll() {
        const QTemporaryDir folder;
        Process process(folder);
        const app::Windows::Window first = process.windows.open();
        const app::Windows::Window second = process.windows.open();
        QVERIFY(first.window != nullptr && second.window != nullptr);
        QVERIFY(QTest::qWaitForWindowExposed(first.window) && QTest::qWaitForWindowExposed(second.window));
        const auto preferences = [](const app::Windows::Window& of) {
            return of.window->findChild<QObject*>("preferences");
        };
        QVERIFY(preferences(first) != nullptr && preferences(second) != nullptr);
        const QMap<const char*, QVariant> choices = {{"mode", "dark"},        {"contrast", "on"},    {"textScale", 1.5},
                                                     {"reducedMotion", "on"}, {"enterSends", false}, {"watts", 300.0},
                                                     {"currency", "CHF"},     {"backupGib", 2.5}};
        for (const auto& [name, value] : choices.asKeyValueRange()) {
            preferences(first)->setProperty(name, value);
            QCOMPARE(preferences(second)->property(name), value);
        }
        preferences(second)->setProperty("textScale", 1.0);
        QCOMPARE(preferences(first)->property("textScale").toDouble(), 1.0);
        QCOMPARE(first.chat->usage()->watts(), 300.0);
        QCOMPARE(second.chat->usage()->currency(), "CHF");
        QCOMPARE(second.chat->storage()->backupGib(), 2.5);
        preferences(first)->setProperty("contrast", "system");
        preferences(first)->setProperty("mode", "system");
        // Keys too, and back again.
        const auto registry = [](const app::Windows::Window& of) {
            return of.window->findChild<actions::ActionRegistry*>();
        };
        const auto keys = [&](const app::Windows::Window& of) { return registry(of)->find("find")->keys(); };
        QVERIFY(registry(first)->assign(registry(first)->find("find"), "Ctrl+J"));
        QCOMPARE(keys(second), QStringList("Ctrl+J"));
        QVERIFY(registry(second)->swap(registry(second)->find("find"), "Ctrl+B"));
        QCOMPARE(keys(first), QStringList("Ctrl+B"));
        QCOMPARE(registry(first)->find("list")->keys(), registry(second)->find("list")->keys());
        registry(first)->resetAll();
        QCOMPARE(keys(second), QStringList("Ctrl+F"));
    }
};

}  // namespace lanternfish

QTEST_MAIN(lanternfish::TestWindows)
#include "tst_windows.moc"
