#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/windows.h"
#include "tests/ui/app_under_test.h"

namespace lanternfish {

/// Several windows of one process.
class TestWindows : public QObject {
    Q_OBJECT

private slots:
    void eachWindowHasItsConversation() {
        const QTemporaryDir folder;
        {
            assistant::Assistant assistant(App::options(folder.path(), says("yes"), {}));
            ui::Language language{nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom)};
            platform::MotionSetting motion;
            app::Windows windows(&assistant, &language, &motion,
                                 {{"settingsLocation", QUrl::fromLocalFile(folder.filePath("s.ini"))},
                                  {"sizeForThisRun", QSizeF(1280, 800)}});
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
};

}  // namespace lanternfish

QTEST_MAIN(lanternfish::TestWindows)
#include "tst_windows.moc"
