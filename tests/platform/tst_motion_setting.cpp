#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QSignalSpy>
#include <QTest>

#include "app/platform/motion_setting.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;

using Settings = QMap<QString, QVariantMap>;

/// The settings portal of a desktop, on a connection of its own.
class Portal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    bool start() {
        return m_bus.registerObject(u"/org/freedesktop/portal/desktop"_s, this, QDBusConnection::ExportAllSlots) &&
               m_bus.registerService(u"org.freedesktop.portal.Desktop"_s);
    }
    void stop() {
        m_bus.unregisterService(u"org.freedesktop.portal.Desktop"_s);
        m_bus.unregisterObject(u"/org/freedesktop/portal/desktop"_s);
    }
    void change(const QString& group, const QString& key, const QVariant& value) {
        settings[group][key] = value;
        QDBusMessage signal = QDBusMessage::createSignal(u"/org/freedesktop/portal/desktop"_s,
                                                         u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        signal.setArguments({group, key, QVariant::fromValue(QDBusVariant(value))});
        m_bus.send(signal);
    }

    Settings settings;
    int asked = 0;

public slots:
    Settings ReadAll(const QStringList& groups) {
        ++asked;
        Settings found;
        for (const QString& group : groups) {
            if (settings.contains(group)) {
                found[group] = settings[group];
            }
        }
        return found;
    }

private:
    QDBusConnection m_bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"portal"_s);
};

class MotionSettingTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qDBusRegisterMetaType<Settings>(); }

    void withoutAPortalNothingIsReduced() {
        const platform::MotionSetting motion;
        QTest::qWait(50);
        QVERIFY(!motion.isReduced());
    }

    void whatIsSetAtStartIsRead_data() {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<bool>("reduced");
        QTest::addRow("asked") << u"org.freedesktop.appearance"_s << u"reduced-motion"_s << QVariant(1U) << true;
        QTest::addRow("no wish") << u"org.freedesktop.appearance"_s << u"reduced-motion"_s << QVariant(0U) << false;
        QTest::addRow("GNOME off") << u"org.gnome.desktop.interface"_s << u"enable-animations"_s << QVariant(false)
                                   << true;
        QTest::addRow("GNOME on") << u"org.gnome.desktop.interface"_s << u"enable-animations"_s << QVariant(true)
                                  << false;
        QTest::addRow("other") << u"org.gnome.desktop.interface"_s << u"reduced-motion"_s << QVariant(1U) << false;
    }

    void whatIsSetAtStartIsRead() {
        QFETCH(QString, group);
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        QFETCH(bool, reduced);
        Portal portal;
        portal.settings[group][key] = value;
        QVERIFY(portal.start());
        const platform::MotionSetting motion;
        QTRY_COMPARE(portal.asked, 1);
        QTest::qWait(100);  // For an answer that must change nothing there is no signal to wait for.
        QTRY_COMPARE(motion.isReduced(), reduced);
        portal.stop();
    }

    void changesAreFollowed() {
        Portal portal;
        QVERIFY(portal.start());
        const platform::MotionSetting motion;
        QSignalSpy changed(&motion, &platform::MotionSetting::changed);
        QTRY_COMPARE(portal.asked, 1);
        portal.change(u"org.gnome.desktop.interface"_s, u"enable-animations"_s, false);
        QTRY_VERIFY(motion.isReduced());
        portal.change(u"org.freedesktop.appearance"_s, u"reduced-motion"_s, 1U);
        portal.change(u"org.gnome.desktop.interface"_s, u"enable-animations"_s, true);
        portal.change(u"org.freedesktop.appearance"_s, u"reduced-motion"_s, 0U);
        QTRY_VERIFY(!motion.isReduced());
        QCOMPARE(changed.size(), 2);
        portal.stop();
    }
};

QTEST_GUILESS_MAIN(MotionSettingTest)
#include "tst_motion_setting.moc"
