#include <QAccessible>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/app_under_test.h"
#include "ui/actions/action_registry.h"

namespace lanternfish {

class TestWindow : public QObject {
    Q_OBJECT

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
        app.type("lost");
        QCOMPARE(app.composerText(), "");
        QTest::keyClick(app.window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(app.place(), "chat");
        QTRY_VERIFY(app.item("composerText")->hasActiveFocus());
    }

    void paneKeysGoAround() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.blocks()->rowCount() > 2);
        QList<QQuickItem*> seen;
        // Footer, rail, list, messages, composer.
        for (int i = 0; i < 5; ++i) {
            QTest::keyClick(app.window, Qt::Key_F6);
            QVERIFY(app.window->activeFocusItem() != nullptr);
            QVERIFY(!seen.contains(app.window->activeFocusItem()));
            seen.append(app.window->activeFocusItem());
        }
        QCOMPARE(seen.last(), app.item("composerText"));
        for (int i = 3; i >= 0; --i) {
            QTest::keyClick(app.window, Qt::Key_F6, Qt::ShiftModifier);
            QCOMPARE(app.window->activeFocusItem(), seen[i]);
        }
    }

    void paneKeysGoAroundTheSettings() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        QTest::keyClick(app.window, Qt::Key_Comma, Qt::ControlModifier);
        QList<QQuickItem*> seen;
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(app.window, Qt::Key_F6);
            QVERIFY(app.window->activeFocusItem() != nullptr);
            QVERIFY(!seen.contains(app.window->activeFocusItem()));
            seen.append(app.window->activeFocusItem());
        }
        // From the sections, where the settings open: content, footer, rail, sections.
        QCOMPARE(seen[0], app.shown("settingsContent"));
        QVERIFY(app.shown("settingsSections")->isAncestorOf(seen[3]));
        QTest::keyClick(app.window, Qt::Key_Down);
        QVERIFY(app.shown("backUpButton") != nullptr);
        QTest::keyClick(app.window, Qt::Key_Up);
        QVERIFY(app.shown("highContrast") != nullptr);
    }

    void tabGoesThroughEverythingAndComesBack() {
        App app(m_folder.path(), says("A\n\n```cpp\nint x;\n```"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.blocks()->rowCount() > 2);
        for (const char* place : {"chat", "library", "settings"}) {
            QMetaObject::invokeMethod(app.window, "show", Q_ARG(QString, QString::fromLatin1(place)));
            QQuickItem* const start = app.window->activeFocusItem();
            QSet<QQuickItem*> seen;
            constexpr int kFarMoreThanThereAre = 200;
            for (int i = 0; i < kFarMoreThanThereAre && !(i > 0 && app.window->activeFocusItem() == start); ++i) {
                seen.insert(app.window->activeFocusItem());
                QTest::keyClick(app.window, Qt::Key_Tab);
                QVERIFY(app.window->activeFocusItem() != nullptr);
            }
            QCOMPARE(app.window->activeFocusItem(), start);
            QVERIFY2(seen.size() >= 6, qPrintable(QString("%1: %2").arg(place).arg(seen.size())));
        }
    }

    void actionsGoByTheKeysOfTheSettings() {
        {
            App app(m_folder.path(), says("yes"));
            QVERIFY(app.waitUntilReady());
            auto* const registry = app.window->findChild<actions::ActionRegistry*>();
            QVERIFY(registry != nullptr);
            QVERIFY(registry->assign(registry->find("place-library"), "Ctrl+F9"));
            QTest::keyClick(app.window, Qt::Key_3, Qt::ControlModifier);
            QCOMPARE(app.place(), "chat");
            QTest::keyClick(app.window, Qt::Key_F9, Qt::ControlModifier);
            QCOMPARE(app.place(), "library");
        }
        App again(m_folder.path(), {});
        QVERIFY(again.waitUntilReady());
        QTest::keyClick(again.window, Qt::Key_F9, Qt::ControlModifier);
        QCOMPARE(again.place(), "library");
    }

    void noTwoActionsShareKeys() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        auto* const registry = app.window->findChild<actions::ActionRegistry*>();
        QVERIFY(registry->all().size() > 15);
        QSet<QString> names;
        for (const actions::Action* action : registry->all()) {
            QVERIFY2(!names.contains(action->name()), qPrintable(action->name()));
            names.insert(action->name());
            // All of the defaults are usable, and none is held by another action.
            QCOMPARE(action->keys(), action->defaults());
            for (const QString& keys : action->keys()) {
                QVERIFY2(registry->problemWith(action, keys).isEmpty(), qPrintable(keys));
            }
        }
    }

    void enterCanMakeNewLines() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        QObject* const preferences = find(app.window, "enterSends");
        QVERIFY(preferences != nullptr);
        preferences->setProperty("enterSends", false);
        app.ask("one");
        app.type("two");
        QCOMPARE(app.composerText(), "one\ntwo");
        QTest::keyClick(app.window, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_COMPARE(app.composerText(), "");
        QTRY_COMPARE(app.chat.conversations()->rowCount(), 1);
    }

    void paletteOpensConversationsAndSections() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("Zebra stripes");
        QTRY_VERIFY(!app.chat.busy() && app.chat.conversations()->rowCount() == 1);
        const QString zebra = app.chat.currentId();
        QTest::keyClick(app.window, Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(app.chat.currentId() != zebra);
        palette(app, "zebra");
        QTRY_COMPARE(app.chat.currentId(), zebra);
        QCOMPARE(app.place(), "chat");
        palette(app, "appear");
        QTRY_COMPARE(app.place(), "settings");
        QVERIFY(app.shown("highContrast") != nullptr);
        palette(app, "language");
        QTRY_VERIFY(app.shown("language-de") != nullptr);
        palette(app, "go to chat");
        QTRY_COMPARE(app.place(), "chat");
        QTRY_COMPARE(app.window->activeFocusItem(), app.item("composerText"));
    }

    void paletteGivesTheFocusBack() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        app.type("draft");
        QTest::keyClick(app.window, Qt::Key_K, Qt::ControlModifier);
        auto* const popup = app.window->findChild<QObject*>("palette");
        QTRY_VERIFY(popup->property("opened").toBool());
        QVERIFY(app.window->activeFocusItem() != app.item("composerText"));
        QTest::keyClick(app.window, Qt::Key_Escape);
        QTRY_VERIFY(!popup->property("visible").toBool());
        QTRY_COMPARE(app.window->activeFocusItem(), app.item("composerText"));
        QCOMPARE(app.composerText(), "draft");
    }

    void languageAppliesAtOnceAndIsKept() {
        {
            App app(m_folder.path(), says("yes"));
            QVERIFY(app.waitUntilReady());
            app.ask("q");
            QTRY_VERIFY(!app.chat.busy() && app.chat.conversations()->rowCount() == 1);
            const QModelIndex first = app.chat.conversations()->index(0);
            QCOMPARE(first.data(ui::ConversationListModel::Section).toString(), "Today");
            palette(app, "language");
            QTRY_VERIFY(app.shown("language-de") != nullptr);
            QMetaObject::invokeMethod(app.shown("language-de"), "click");
            QCOMPARE(app.language.current(), "de");
            QCOMPARE(first.data(ui::ConversationListModel::Section).toString(), "Heute");
            QCOMPARE(app.chat.stateText(), "Bereit");
            // The page that was clicked in stays, with every word in the new language.
            QVERIFY(findLabel(app.shown("settingsContent"), "Sprache des Fensters") != nullptr);
            QVERIFY(findLabel(app.shown("settingsSections"), "Aussehen") != nullptr);
        }
        App again(m_folder.path(), {});
        QVERIFY(again.waitUntilReady());
        QTRY_COMPARE(again.language.current(), "de");
        QMetaObject::invokeMethod(again.window, "showSection", Q_ARG(QString, "language"));
        QMetaObject::invokeMethod(again.shown("language-en"), "click");
        QCOMPARE(again.language.current(), "en");
        QCOMPARE(again.chat.stateText(), "Ready");
    }

    void settingsAreFound() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        QTest::keyClick(app.window, Qt::Key_Comma, Qt::ControlModifier);
        QTest::keyClick(app.window, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(app.window->activeFocusItem(), app.shown("settingsSearch"));
        app.type("ctrl+k");
        QTRY_VERIFY(app.shown("shortcut-palette") != nullptr);
        QVERIFY(app.shown("shortcut-list") == nullptr);
        QVERIFY(app.shown("nothingFound") == nullptr);
        app.type("zzzz");
        QTRY_VERIFY(app.shown("nothingFound") != nullptr);
        QTest::keyClick(app.window, Qt::Key_Escape);
        QTRY_VERIFY(app.shown("highContrast") != nullptr);
    }

    void deletingOffersUndo() {
        App app(m_folder.path(), says("yes"));
        QVERIFY(app.waitUntilReady());
        app.ask("q");
        QTRY_VERIFY(!app.chat.busy() && app.chat.conversations()->rowCount() == 1);
        // Footer, rail, list.
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(app.window, Qt::Key_F6);
        }
        QTest::keyClick(app.window, Qt::Key_Delete);
        QTRY_COMPARE(app.chat.currentId(), "");
        QCOMPARE(app.chat.conversations()->rowCount(), 1);  // the bin
        QVERIFY(app.chat.canUndoDelete());
        QVERIFY(app.item("undoBanner")->isVisible());
        QMetaObject::invokeMethod(app.item("undoBanner"), "action");
        QTRY_VERIFY(!app.chat.currentId().isEmpty());
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
    static void palette(App& app, const QString& text) {
        QTest::keyClick(app.window, Qt::Key_K, Qt::ControlModifier);
        auto* const popup = app.window->findChild<QObject*>("palette");
        QTRY_VERIFY(popup->property("opened").toBool());
        app.type(text);
        QTest::keyClick(app.window, Qt::Key_Return);
        QTRY_VERIFY(!popup->property("visible").toBool());
    }

    /// The object below `parent` that has this property; the views that only pass it on are items.
    static QObject* find(QObject* parent, const char* property) {
        for (QObject* const child : parent->findChildren<QObject*>()) {
            if (qobject_cast<QQuickItem*>(child) == nullptr && child->metaObject()->indexOfProperty(property) >= 0) {
                return child;
            }
        }
        return nullptr;
    }

    static QQuickItem* findLabel(QQuickItem* parent, const QString& text) {
        for (QQuickItem* const child : parent->childItems()) {
            if (child->isVisible() && child->property("text").toString() == text) {
                return child;
            }
            if (QQuickItem* const found = findLabel(child, text)) {
                return found;
            }
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
