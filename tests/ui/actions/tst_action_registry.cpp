#include <memory>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/actions/action_registry.h"

using namespace lanternfish::actions;
using namespace Qt::StringLiterals;

class ActionRegistryTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

private slots:
    void init() { m_folder = QTemporaryDir(); }

    void defaultsHold() {
        const auto registry = make();
        QCOMPARE(registry->find(u"new"_s)->keys(), QStringList{u"Ctrl+N"_s});
        QCOMPARE(registry->find(u"larger"_s)->keys(), QStringList({u"Ctrl++"_s, u"Ctrl+="_s}));
        QVERIFY(!registry->isChanged());
        QCOMPARE(registry->find(u"unknown"_s), nullptr);
    }

    void changesAreKept() {
        {
            const auto registry = make();
            QVERIFY(registry->assign(registry->find(u"new"_s), u"Ctrl+Shift+M"_s));
            QVERIFY(registry->assign(registry->find(u"larger"_s), {}));
            QVERIFY(registry->isChanged());
        }
        const auto again = make();
        QCOMPARE(again->find(u"new"_s)->keys(), QStringList{u"Ctrl+Shift+M"_s});
        QVERIFY(again->find(u"larger"_s)->keys().isEmpty());
        again->reset(again->find(u"larger"_s));
        QCOMPARE(again->find(u"larger"_s)->keys().size(), 2);
        again->resetAll();
        QVERIFY(!make()->isChanged());
    }

    void heldKeysAreRefusedOrSwapped() {
        const auto registry = make();
        Action* const start = registry->find(u"new"_s);
        Action* const list = registry->find(u"list"_s);
        QVERIFY(!registry->assign(start, u"Ctrl+B"_s));
        QCOMPARE(registry->holderOf(u"Ctrl+B"_s, start), list);
        QCOMPARE(start->keys(), QStringList{u"Ctrl+N"_s});
        QVERIFY(registry->swap(start, u"Ctrl+B"_s));
        QCOMPARE(start->keys(), QStringList{u"Ctrl+B"_s});
        QCOMPARE(list->keys(), QStringList{u"Ctrl+N"_s});
        QCOMPARE(make()->find(u"list"_s)->keys(), QStringList{u"Ctrl+N"_s});
    }

    void swappingKeepsTheOtherKeysOfTheHolder() {
        const auto registry = make();
        Action* const larger = registry->find(u"larger"_s);
        QVERIFY(registry->swap(registry->find(u"new"_s), u"Ctrl+="_s));
        QCOMPARE(larger->keys(), QStringList({u"Ctrl+N"_s, u"Ctrl++"_s}));
    }

    void swappingNeverGivesWhatCannotBeHeld() {
        const auto registry = make();
        Action* const stop = registry->find(u"stop"_s);
        QVERIFY(registry->swap(stop, u"Ctrl+N"_s));
        QCOMPARE(stop->keys(), QStringList{u"Ctrl+N"_s});
        // Only what waits for unclaimed keys may have Escape.
        QVERIFY(registry->find(u"new"_s)->keys().isEmpty());
    }

    void placesDoNotConflict() {
        const auto registry = make();
        Action* const up = registry->find(u"up"_s);
        Action* const check = registry->find(u"check"_s);
        QVERIFY(registry->assign(check, u"Alt+Up"_s));
        QCOMPARE(registry->holderOf(u"Alt+Up"_s, up), nullptr);
        QCOMPARE(registry->holderOf(u"Alt+Up"_s, registry->find(u"new"_s)), up);
    }

    void unusableKeysAreNamed() {
        const auto registry = make();
        Action* const start = registry->find(u"new"_s);
        QVERIFY(registry->problemWith(start, u"A"_s).contains(u'A'));
        QVERIFY(!registry->assign(start, u"A"_s));
        QVERIFY(!registry->assign(start, u"Ctrl+C"_s));
        QVERIFY(!registry->swap(start, u"Esc"_s));
        QVERIFY(registry->problemWith(registry->find(u"stop"_s), u"Esc"_s).isEmpty());
    }

    void resettingLeavesOutWhatOthersHold() {
        const auto registry = make();
        Action* const start = registry->find(u"new"_s);
        QVERIFY(registry->assign(start, u"Ctrl+M"_s));
        QVERIFY(registry->assign(registry->find(u"list"_s), u"Ctrl+N"_s));
        registry->reset(start);
        QVERIFY(start->keys().isEmpty());
        registry->reset(registry->find(u"list"_s));
        registry->reset(start);
        QCOMPARE(start->keys(), QStringList{u"Ctrl+N"_s});
    }

    void theFileIsNotTrusted() {
        {
            QSettings file(path(), QSettings::IniFormat);
            file.beginGroup(u"shortcuts"_s);
            file.setValue(u"new"_s, u"Ctrl+B; drop table"_s);
            file.setValue(u"list"_s, QStringList({u"Ctrl+X"_s, u"Ctrl+Y"_s}));
            file.setValue(u"larger"_s, u"A"_s);
            file.setValue(u"up"_s, QByteArray(100000, '\xff'));
            file.setValue(u"unknown"_s, u"Ctrl+U"_s);
        }
        const auto registry = make();
        QCOMPARE(registry->find(u"new"_s)->keys(), QStringList{u"Ctrl+B"_s});
        // What the user chose stands; the default that would share it does not.
        QVERIFY(registry->find(u"list"_s)->keys().isEmpty());
        QCOMPARE(registry->find(u"larger"_s)->keys().size(), 2);
        QCOMPARE(registry->find(u"up"_s)->keys(), QStringList{u"Alt+Up"_s});
    }

    void onlyTheOpenPlaceAnswers() {
        const auto registry = make();
        Action* const up = registry->find(u"up"_s);
        QSignalSpy triggered(up, &Action::triggered);
        QVERIFY(!up->isAvailable() && !up->trigger());
        registry->setPlace(u"chat"_s);
        QVERIFY(up->isAvailable() && up->trigger());
        QCOMPARE(triggered.size(), 1);
    }

    void unclaimedKeysTrigger() {
        const auto registry = make();
        QSignalSpy triggered(registry->find(u"stop"_s), &Action::triggered);
        QVERIFY(registry->find(u"stop"_s)->shortcuts().isEmpty());
        QVERIFY(registry->pressUnclaimed(Qt::Key_Escape, Qt::NoModifier));
        QVERIFY(!registry->pressUnclaimed(Qt::Key_N, Qt::ControlModifier));
        QVERIFY(!registry->pressUnclaimed(Qt::Key_Shift, Qt::ShiftModifier));
        QCOMPARE(triggered.size(), 1);
    }

private:
    QString path() const { return m_folder.filePath(u"settings.ini"_s); }

    std::unique_ptr<ActionRegistry> make() {
        QQmlComponent component(&m_engine);
        component.setData(R"(
            import Lanternfish.Actions
            ActionRegistry {
                Action { name: "new"; text: "New"; defaults: ["Ctrl+N"] }
                Action { name: "list"; text: "List"; defaults: ["Ctrl+B"] }
                Action { name: "larger"; text: "Larger"; defaults: ["Ctrl++", "Ctrl+="] }
                Action { name: "up"; text: "Up"; place: "chat"; defaults: ["Alt+Up"] }
                Action { name: "check"; text: "Check"; place: "review" }
                Action { name: "stop"; text: "Stop"; defaults: ["Esc"]; whenUnclaimed: true }
            })",
                          {});
        auto* const made = qobject_cast<ActionRegistry*>(
            component.createWithInitialProperties({{u"location"_s, QUrl::fromLocalFile(path())}}));
        if (made == nullptr) {
            qFatal("%s", qPrintable(component.errorString()));
        }
        return std::unique_ptr<ActionRegistry>(made);
    }

    QQmlEngine m_engine;
};

QTEST_MAIN(ActionRegistryTest)
#include "tst_action_registry.moc"
