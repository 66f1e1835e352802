#include <algorithm>
#include <QAccessible>
#include <QSettings>
#include <QTemporaryDir>

#include "tests/ui/app_under_test.h"

namespace lanternfish {

/// What the window says about the device, and how one is chosen.
class TestDevices : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

private slots:
    void init() { m_folder = QTemporaryDir(); }

    void deviceIsChosenBySpaceAndKept() {
        fakes::FakeScript script = says("yes");
        script.devices = {"gpu", "processor"};
        App app(m_folder.path(), script);
        QVERIFY(app.waitUntilReady());
        QCOMPARE(app.chat.deviceName(), "Fake device gpu");
        app.showSettings("devices");
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

    void commandLineDecidesForThisRunAndSaysSo() {
        QSettings(m_folder.filePath("settings.ini"), QSettings::IniFormat).setValue("devices/backend", "processor");
        fakes::FakeScript script;
        script.devices = {"gpu", "processor"};
        App app(m_folder.path(), script, "vulkan");
        QVERIFY(app.waitUntilReady());
        app.showSettings("devices");
        QTRY_VERIFY(choice(app, "Ryzen") != nullptr);
        QVERIFY(choice(app, "Radeon")->property("checked").toBool());
        QVERIFY(!choice(app, "Ryzen")->property("checked").toBool());
        QQuickItem* note = app.item("deviceForThisRun");
        QVERIFY(note->isVisible());
        QCOMPARE(note->property("text").toString(),
                 "For this run, --backend vulkan decides, until you choose here. A start without it goes by your "
                 "setting: Ryzen.");
        choice(app, "Ryzen")->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(app.window, Qt::Key_Space);
        QTRY_COMPARE(app.chat.deviceName(), "Fake device processor");
        QVERIFY(!note->isVisible());
        QVERIFY(choice(app, "Ryzen")->property("checked").toBool());
    }

    void choosingWhatTheCommandLineNamedLoadsNothing() {
        fakes::FakeScript script;
        script.devices = {"gpu", "processor"};
        App app(m_folder.path(), script, "processor");
        QVERIFY(app.waitUntilReady());
        QStringList states;
        connect(&app.chat, &ui::ChatController::statusChanged, this, [&] { states.append(app.chat.state()); });
        app.showSettings("devices");
        QTRY_VERIFY(choice(app, "Ryzen") != nullptr);
        choice(app, "Ryzen")->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(app.window, Qt::Key_Space);
        QVERIFY(!app.item("deviceForThisRun")->isVisible());
        QVERIFY(choice(app, "Ryzen")->property("checked").toBool());
        QTest::qWait(50);
        QCOMPARE(states, QStringList("ready"));
    }

    void footerTellsWhyTheModelRunsThere() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        QQuickItem* device = app.item("footerDevice");
        const QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(device);
        const QString why = "Fake device. for tests. On fake Fake device, a graphics processor.";
        QCOMPARE(spoken->text(QAccessible::Description), why);
        device->forceActiveFocus(Qt::TabFocusReason);
        const auto tipIsShown = [&] {
            const QList<QObject*> all = app.window->findChildren<QObject*>();
            return std::ranges::any_of(all, [&](const QObject* each) {
                return each->inherits("QQuickToolTip") && each->property("visible").toBool() &&
                       each->property("text").toString() == why;
            });
        };
        QTRY_VERIFY(tipIsShown());
    }

    void languageAppliesToWhatIsSaidOfDevices() {
        fakes::FakeScript script = says("yes");
        script.devices = {"gpu", "processor"};
        assistant::AssistantOptions options = App::options(m_folder.path(), script, {});
        options.loader = [loader = options.loader](const std::filesystem::path& file, EngineOptions engine) {
            engine.failed = {{{.id = "gpu", .backend = "fake", .name = "Radeon"},
                              NotEnoughMemory{86'700'000'000, 7'000'000'000, 8'000'000'000}}};
            return loader(file, engine);
        };
        App app(m_folder.path(), std::move(options), &App::devices);
        QVERIFY(app.waitUntilReady());
        app.showSettings("devices");
        QTRY_VERIFY(choice(app, "Intel HD") != nullptr);
        const auto detail = [&app](const QString& name) {
            return QAccessible::queryAccessibleInterface(choice(app, name))->text(QAccessible::Description);
        };
        QCOMPARE(
            app.chat.deviceReason(),
            "On processor Fake device processor, a graphics processor. gpu Radeon was skipped. It does not have enough "
            "memory: the model needs 86.7 GB, and 7.0 GB of its 8.0 GB are free.");
        app.language.setChoice("de");
        QCOMPARE(
            app.chat.deviceReason(),
            "Auf processor Fake device processor, einem Grafikprozessor. gpu Radeon wurde übergangen. Der Speicher "
            "reicht nicht: Das Modell braucht 86,7 GB, von 8,0 GB sind 7,0 GB frei.");
        QTRY_COMPARE(detail("Intel HD"), "Vulkan 1.0. Nicht verwendet. Der Treiber ist älter als Vulkan 1.2.");
        QCOMPARE(detail("Ryzen"), "AVX2, 8 Threads");
        QVERIFY(QAccessible::queryAccessibleInterface(app.item("footerDevice"))
                    ->text(QAccessible::Description)
                    .endsWith(app.chat.deviceReason()));
    }

    /// The window says what takes so long, that it takes long, and that it is done once.
    void theCheckOfADeviceIsShownAndSpokenOnce() {
        fakes::FakeScript script = says("yes");
        script.loadDelay = std::chrono::milliseconds(300);
        const Device card{.id = "cuda:0", .backend = "cuda", .name = "NVIDIA RTX"};
        using Phase = LoadProgress::Phase;
        script.loading = {{.phase = Phase::Model},
                          {.phase = Phase::SelfCheck, .device = card, .done = 0, .total = 10},
                          {.phase = Phase::SelfCheck, .device = card, .done = 7, .total = 10},
                          {.phase = Phase::Weights, .device = card, .done = 20, .total = 43}};
        App app(m_folder.path(), script);
        QStringList spoken, shown;
        connect(&app.chat, &ui::ChatController::statusAnnouncement, this,
                [&](const QString& text) { spoken.append(text); });
        connect(&app.chat, &ui::ChatController::statusChanged, this, [&] {
            if (const QString text = app.item("footerState")->property("text").toString();
                shown.isEmpty() || shown.last() != text) {
                shown.append(text);
            }
        });
        QTRY_COMPARE(app.chat.stateText(), "Checking NVIDIA RTX before its first use: 0 of 10");
        const QString hint =
            "Before its first use, NVIDIA RTX is checked for correct results. This can take minutes. It "
            "is done once for each device and driver.";
        QCOMPARE(QAccessible::queryAccessibleInterface(app.item("footerState"))->text(QAccessible::Description), hint);
        QVERIFY(app.item("footerState")->isVisible());
        QVERIFY(!app.item("footerDevice")->isVisible());
        QVERIFY(app.waitUntilReady());
        shown.removeOne("Loading model");
        QCOMPARE(shown, QStringList({"Checking NVIDIA RTX before its first use: 0 of 10",
                                     "Checking NVIDIA RTX before its first use: 7 of 10",
                                     "Loading model: 20 of 43 layers", "Ready"}));
        QCOMPARE(spoken, QStringList({hint, "Ready"}));
        QCOMPARE(app.chat.stateHint(), "");
        QVERIFY(app.item("footerDevice")->isVisible());
    }

    void electricityIsSetAndKept() {
        {
            App app(m_folder.path(), {});
            QVERIFY(app.waitUntilReady());
            app.showSettings("devices");
            QTRY_VERIFY(app.shown("watts") != nullptr);
            QCOMPARE(app.shown("watts")->property("text").toString(), "");
            QVERIFY(app.chat.usage()->electricityText(60).contains("estimated"));
            const auto enter = [&app](const char* field, const QString& text) {
                QQuickItem* const item = app.shown(QString::fromLatin1(field));
                item->forceActiveFocus(Qt::TabFocusReason);
                QTest::keyClick(app.window, Qt::Key_A, Qt::ControlModifier);
                app.type(text);
                QTest::keyClick(app.window, Qt::Key_Return);
                app.shown("settingsContent")->forceActiveFocus(Qt::TabFocusReason);
                return item->property("text").toString();
            };
            QCOMPARE(enter("watts", "1200"), "1,200");
            QCOMPARE(enter("pricePerKwh", "0.355"), "0.355");
            QCOMPARE(enter("currency", "chf"), "CHF");
            // What is none is taken back.
            QCOMPARE(enter("watts", "many"), "1,200");
            QCOMPARE(enter("watts", "-5"), "1,200");
            QCOMPARE(enter("pricePerKwh", "1e9"), "0.355");
            QCOMPARE(enter("currency", "x"), "CHF");
            QCOMPARE(app.chat.usage()->electricityText(3600), "about 1,200 Wh, at 1,200 W as you set it, 0.4260 CHF");
        }
        App again(m_folder.path(), {});
        QVERIFY(again.waitUntilReady());
        QCOMPARE(again.chat.usage()->watts(), 1200.0);
        QCOMPARE(again.chat.usage()->pricePerKwh(), 0.355);
        QCOMPARE(again.chat.usage()->currency(), "CHF");
    }

    void deviceThatCannotBeUsedSaysWhy() {
        App app(m_folder.path(), {});
        QVERIFY(app.waitUntilReady());
        app.showSettings("devices");
        QTRY_VERIFY(choice(app, "Intel HD") != nullptr);
        QVERIFY(!choice(app, "Intel HD")->isEnabled());
        const QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(choice(app, "Intel HD"));
        QCOMPARE(spoken->role(), QAccessible::RadioButton);
        QCOMPARE(spoken->text(QAccessible::Description), "Vulkan 1.0. Not used. Its driver is older than Vulkan 1.2.");
        QVERIFY(spoken->state().disabled);
    }

    void oneCardByTwoBackendsIsChosenByEither() {
        fakes::FakeScript script;
        script.devices = {"cuda:0", "vulkan:0", "cpu"};
        App app(m_folder.path(), script, {}, [] {
            return std::vector<Device>{{.id = "cuda:0", .backend = "cuda", .name = "RTX"},
                                       {.id = "vulkan:0", .backend = "vulkan", .name = "RTX"},
                                       {.id = "cpu", .backend = "cpu", .name = "Ryzen"}};
        });
        QVERIFY(app.waitUntilReady());
        QCOMPARE(app.chat.deviceName(), "Fake device cuda:0");
        app.showSettings("devices");
        QTRY_VERIFY(choice(app, "RTX (cuda:0)") != nullptr);
        choice(app, "RTX (vulkan:0)")->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(app.window, Qt::Key_Space);
        QTRY_COMPARE(app.chat.deviceName(), "Fake device vulkan:0");
        QVERIFY(choice(app, "RTX (vulkan:0)")->property("checked").toBool());
        QVERIFY(!choice(app, "RTX (cuda:0)")->property("checked").toBool());
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
        QCOMPARE(app.chat.view().messages().last().text.size(), 300);
        QCOMPARE(app.chat.view().messages().last().status, store::Status::Complete);
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
};

}  // namespace lanternfish

QTEST_MAIN(lanternfish::TestDevices)
#include "tst_devices.moc"
