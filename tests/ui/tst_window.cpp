#include <QAccessible>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/assistant/assistant.h"
#include "tests/fakes/fake_engine.h"
#include "ui/models/chat_controller.h"

namespace lanternfish {

/// The real window over the real assistant, driven by keys, with an engine that says what the test wants.
class TestWindow : public QObject {
    Q_OBJECT

    struct App {
        App(const QString& folder, fakes::FakeScript script)
            : assistant(options(folder, std::move(script))), chat(&assistant, nullptr, &App::devices) {
            engine.setInitialProperties({{"chat", QVariant::fromValue(&chat)},
                                         {"settingsLocation", QUrl::fromLocalFile(folder + "/settings.ini")},
                                         {"sizeForThisRun", QSizeF(1280, 800)}});
            engine.loadFromModule("Lanternfish.Shell", "Main");
            window = engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(engine.rootObjects()[0]);
        }

        static assistant::AssistantOptions options(const QString& folder, fakes::FakeScript script) {
            assistant::AssistantOptions result;
            result.databasePath = folder + "/lanternfish.sqlite";
            result.modelPath = "fake.gguf";
            result.demonstration = true;
            result.loader = fakes::fakeLoader(std::move(script));
            return result;
        }

        static QList<assistant::DeviceEntry> devices() {
            return {{"gpu", "Radeon", "Vulkan 1.3, RADV", true},
                    {"old", "Intel HD", "Vulkan 1.0; not used: Vulkan 1.2 is needed", false},
                    {"processor", "Ryzen", "AVX2, 8 threads", true}};
        }

        bool waitUntilReady() {
            return window != nullptr && QTest::qWaitForWindowExposed(window) &&
                   QTest::qWaitFor([this] { return chat.state() == "ready"; });
        }

        void type(const QString& text) {
            for (const QChar letter : text) {
                QTest::keyClick(window, letter.toLatin1());
            }
        }

        void ask(const QString& text) {
            type(text);
            QTest::keyClick(window, Qt::Key_Return);
        }

        QString composerText() { return item("composerText")->property("text").toString(); }
        QQuickItem* item(const char* name) { return window->findChild<QQuickItem*>(QString::fromLatin1(name)); }
        QString place() { return window->property("place").toString(); }

        assistant::Assistant assistant;
        ui::ChatController chat;
        QQmlApplicationEngine engine;
        QQuickWindow* window = nullptr;
    };

    static fakes::FakeScript says(std::string answer, std::chrono::microseconds decodeDelay = {}) {
        fakes::FakeScript script;
        script.answers = {std::move(answer)};
        script.decodeDelay = decodeDelay;
        return script;
    }

    QTemporaryDir m_folder;

private slots:
    void init() { m_folder = QTemporaryDir(); }

    void typedQuestionIsAnsweredAndKept() {
        {
            App app(m_folder.path(), says("Hello **there**."));
            QVERIFY(app.waitUntilReady());
            app.ask("hi");
            QTRY_VERIFY(!app.chat.busy());
            QTRY_COMPARE(app.chat.conversations()->rowCount(), 1);
            QCOMPARE(app.composerText(), "");
            QTRY_VERIFY(app.chat.blocks()->rowCount() >= 2);
        }
        App again(m_folder.path(), says("x"));
        QVERIFY(again.waitUntilReady());
        QTRY_COMPARE(again.chat.conversations()->rowCount(), 1);
    }

    void escapeStopsAndTypingGoesOn() {
        App app(m_folder.path(), says(std::string(4000, 'a'), std::chrono::milliseconds(2)));
        QVERIFY(app.waitUntilReady());
        app.ask("go");
        QTRY_COMPARE(app.chat.state(), "answering");
        app.ask("next");
        QCOMPARE(app.composerText(), "next");
        QTest::keyClick(app.window, Qt::Key_Escape);
        QTRY_VERIFY(!app.chat.busy());
        QCOMPARE(app.composerText(), "next");
    }

    void draftsStayWithTheirConversation() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("first");
        QTRY_VERIFY(!app.chat.busy() && app.chat.conversations()->rowCount() == 1);
        const QString first = app.chat.currentId();
        app.type("half");
        QTest::keyClick(app.window, Qt::Key_N, Qt::ControlModifier);
        QTRY_COMPARE(app.composerText(), "");
        app.type("new");
        app.chat.openConversation(first.toDouble());
        QTRY_COMPARE(app.composerText(), "half");
        app.chat.newConversation();
        QTRY_COMPARE(app.composerText(), "new");
    }

    void typingGoesOnWhileANewConversationBegins() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("first");
        app.type("more");
        QTRY_VERIFY(!app.chat.currentId().isEmpty());
        QTRY_VERIFY(!app.chat.busy());
        QCOMPARE(app.composerText(), "more");
    }

    void placesByKeys() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        QTest::keyClick(app.window, Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(app.place(), "settings");
        QTest::keyClick(app.window, Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(app.place(), "library");
        QTest::keyClick(app.window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(app.place(), "chat");
        QTRY_VERIFY(app.item("composerText")->hasActiveFocus());
    }

    void deviceIsChosenBySpaceAndKept() {
        fakes::FakeScript script = says("yes");
        script.devices = {"gpu", "processor"};
        App app(m_folder.path(), script);
        QVERIFY(app.waitUntilReady());
        QCOMPARE(app.chat.deviceName(), "Fake device gpu");
        QTest::keyClick(app.window, Qt::Key_Comma, Qt::ControlModifier);
        QTRY_VERIFY(choice(app, "Ryzen") != nullptr);
        QVERIFY(choice(app, "Automatic")->property("checked").toBool());
        QVERIFY(!choice(app, "Ryzen")->property("checked").toBool());
        choice(app, "Ryzen")->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(app.window, Qt::Key_Space);
        QTRY_COMPARE(app.chat.deviceName(), "Fake device processor");
        QTRY_COMPARE(app.chat.state(), "ready");
        QVERIFY(choice(app, "Ryzen")->property("checked").toBool());
        QVERIFY(!choice(app, "Automatic")->property("checked").toBool());
        // main() reads it from there before it loads the model.
        const auto kept = [this] {
            return QSettings(m_folder.filePath("settings.ini"), QSettings::IniFormat).value("devices/backend");
        };
        QTRY_COMPARE(kept().toString(), "processor");
        choice(app, "Automatic")->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(app.window, Qt::Key_Space);
        QTRY_COMPARE(app.chat.deviceName(), "Fake device gpu");
        QTRY_COMPARE(kept().toString(), "auto");
        QVERIFY(!choice(app, "Ryzen")->property("checked").toBool());
    }

    void deviceThatCannotBeUsedSaysWhy() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        QTest::keyClick(app.window, Qt::Key_Comma, Qt::ControlModifier);
        QTRY_VERIFY(choice(app, "Intel HD") != nullptr);
        QVERIFY(!choice(app, "Intel HD")->isEnabled());
        const QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(choice(app, "Intel HD"));
        QCOMPARE(spoken->role(), QAccessible::RadioButton);
        QCOMPARE(spoken->text(QAccessible::Description), "Vulkan 1.0; not used: Vulkan 1.2 is needed");
        QVERIFY(spoken->state().disabled);
    }

    void choosingADeviceWaitsForTheAnswer() {
        fakes::FakeScript script = says(std::string(300, 'a'), std::chrono::milliseconds(2));
        script.devices = {"gpu", "processor"};
        App app(m_folder.path(), script);
        QVERIFY(app.waitUntilReady());
        app.ask("go");
        QTRY_COMPARE(app.chat.state(), "answering");
        app.chat.chooseBackend("processor");
        QVERIFY(app.chat.busy());
        QTRY_COMPARE(app.chat.deviceName(), "Fake device processor");
        QTRY_COMPARE(app.chat.state(), "ready");
        QCOMPARE(app.assistant.messages().last().text.size(), 300);
        QCOMPARE(app.assistant.messages().last().status, store::Status::Complete);
    }

    void paneKeysGoAround() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.blocks()->rowCount() > 2);
        QList<QQuickItem*> seen;
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(app.window, Qt::Key_F6);
            QVERIFY(app.window->activeFocusItem() != nullptr);
            QVERIFY(!seen.contains(app.window->activeFocusItem()));
            seen.append(app.window->activeFocusItem());
        }
        QCOMPARE(seen.last(), app.item("composerText"));
        QTest::keyClick(app.window, Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(app.window->activeFocusItem(), seen[2]);
    }

    void deletingOffersUndo() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.conversations()->rowCount() == 1);
        QTest::keyClick(app.window, Qt::Key_F6);
        QTest::keyClick(app.window, Qt::Key_F6);
        QTest::keyClick(app.window, Qt::Key_Delete);
        QTRY_COMPARE(app.chat.conversations()->rowCount(), 0);
        QVERIFY(app.chat.canUndoDelete());
        QVERIFY(app.item("undoBanner")->isVisible());
        QMetaObject::invokeMethod(app.item("undoBanner"), "action");
        QTRY_COMPARE(app.chat.conversations()->rowCount(), 1);
        QVERIFY(!app.item("undoBanner")->isVisible());
    }

    void newConversationKeepsTheOldOne() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.blocks()->rowCount() > 0);
        QTest::keyClick(app.window, Qt::Key_N, Qt::ControlModifier);
        QTRY_COMPARE(app.chat.blocks()->rowCount(), 0);
        QCOMPARE(app.chat.conversations()->rowCount(), 1);
        QVERIFY(app.item("composerText")->hasActiveFocus());
    }

    void narrowWindowsPutTheListIntoADrawer() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        QVERIFY(app.item("conversationRows")->isVisible());
        app.window->resize(700, 700);
        QTRY_VERIFY(app.window->property("narrow").toBool());
        QVERIFY(!app.item("sideList")->isVisible());
        QTest::keyClick(app.window, Qt::Key_B, Qt::ControlModifier);
        auto* drawer = app.window->findChild<QObject*>("listDrawer");
        QVERIFY(drawer != nullptr);
        QTRY_VERIFY(drawer->property("opened").toBool());
        QTest::keyClick(app.window, Qt::Key_Escape);
        QTRY_VERIFY(!drawer->property("visible").toBool());
    }

    void textSizeIsKept() {
        {
            App app(m_folder.path(), {});
            QVERIFY(app.waitUntilReady());
            QTest::keyClick(app.window, Qt::Key_Plus, Qt::ControlModifier);
            QTest::keyClick(app.window, Qt::Key_Plus, Qt::ControlModifier);
        }
        App again(m_folder.path(), {});
        QVERIFY(again.waitUntilReady());
        QCOMPARE(again.item("composerText")->property("font").value<QFont>().pixelSize(), 18);
        QTest::keyClick(again.window, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(again.item("composerText")->property("font").value<QFont>().pixelSize(), 15);
    }

    void failedLoadingIsSaid() {
        fakes::FakeScript script;
        script.loadError = "fake.gguf: cut off. Expected 90 bytes, found 80.";
        App app(m_folder.path(), script);
        QVERIFY(app.window != nullptr);
        QTRY_COMPARE(app.chat.state(), "failed");
        QVERIFY(app.chat.errorText().contains("cut off"));
        app.ask("kept");
        QCOMPARE(app.composerText(), "kept");
        QCOMPARE(app.chat.blocks()->rowCount(), 0);
    }

    void answersAreBlocksWithTheirOwnLook() {
        App app(m_folder.path(),
                says("## Sizes\n\nSome `code` and **bold**:\n\n| Size | Frames |\n|:--|--:|\n| 4 MiB | 1,024 |\n| 64 "
                     "MiB | 16,384 |\n\n- one\n- two\n\n  ```cpp\n  int main() { return 0; }  // nothing\n  "
                     "```\n\n> quoted\n\n```cpp\ntemplate <class T>\nclass Queue {\npublic:\n    bool push(T value, "
                     "int n = 12);  // \"waits\"\n};\n```\n"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.blocks()->rowCount() > 7);
        QTRY_VERIFY(findText(app.item("messageStream"), "1,024") != nullptr);
        // As the table says: words at the left, numbers at the right.
        QCOMPARE(findText(app.item("messageStream"), "4 MiB")->property("effectiveHorizontalAlignment").toInt(),
                 int(Qt::AlignLeft));
        QCOMPARE(findText(app.item("messageStream"), "1,024")->property("effectiveHorizontalAlignment").toInt(),
                 int(Qt::AlignRight));
    }

    void everyControlHasAName() {
        App app(m_folder.path(), says("A\n\n```cpp\nint x;\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.blocks()->rowCount() > 3);
        for (const char* place : {"chat", "library", "settings"}) {
            app.window->setProperty("place", place);
            QStringList unnamed;
            int spoken = 0;
            collectUnnamed(QAccessible::queryAccessibleInterface(app.window), unnamed, spoken);
            QVERIFY2(spoken >= 6, qPrintable(QString("%1: %2").arg(place).arg(spoken)));
            QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(", ")));
        }
    }

private:
    static QQuickItem* choice(const App& app, const QString& text) {
        QList<QQuickItem*> open = {app.window->contentItem()};
        while (!open.isEmpty()) {
            QQuickItem* item = open.takeFirst();
            if (item->inherits("QQuickRadioButton") && item->property("text").toString() == text) {
                return item;
            }
            open += item->childItems();
        }
        return nullptr;
    }

    static QQuickItem* findText(QQuickItem* parent, const QString& text) {
        for (QQuickItem* child : parent->childItems()) {
            QString own;
            if (child->metaObject()->indexOfMethod("getText(int,int)") >= 0) {
                QMetaObject::invokeMethod(child, "getText", Q_RETURN_ARG(QString, own), Q_ARG(int, 0),
                                          Q_ARG(int, 1000));
            }
            if (own == text) {
                return child;
            }
            if (QQuickItem* found = findText(child, text)) {
                return found;
            }
        }
        return nullptr;
    }

    static void collectUnnamed(QAccessibleInterface* node, QStringList& unnamed, int& spoken) {
        if (node == nullptr || node->state().invisible) {
            return;
        }
        static const QSet kSpoken{QAccessible::Button,   QAccessible::EditableText, QAccessible::ListItem,
                                  QAccessible::CheckBox, QAccessible::RadioButton,  QAccessible::PageTab,
                                  QAccessible::Link,     QAccessible::ProgressBar,  QAccessible::Table};
        spoken += kSpoken.contains(node->role()) ? 1 : 0;
        if (kSpoken.contains(node->role()) && node->text(QAccessible::Name).isEmpty()) {
            unnamed.append(node->object() ? node->object()->metaObject()->className() : "?");
        }
        for (int i = 0; i < node->childCount(); ++i) {
            collectUnnamed(node->child(i), unnamed, spoken);
        }
    }
};

}  // namespace lanternfish

QTEST_MAIN(lanternfish::TestWindow)
#include "tst_window.moc"
