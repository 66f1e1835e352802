#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QSignalSpy>
#include <QTest>

#include "app/platform/desktop_wishes.h"

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

class DesktopWishesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qDBusRegisterMetaType<Settings>(); }

    void withoutAPortalNothingIsAskedFor() {
        const platform::DesktopWishes wishes;
        QTest::qWait(50);
        QVERIFY(!wishes.lessMotion() && !wishes.highContrast());
    }

    void whatIsSetAtStartIsRead_data() {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<bool>("lessMotion");
        QTest::addColumn<bool>("highContrast");
        const QString appearance = u"org.freedesktop.appearance"_s;
        const QString gnome = u"org.gnome.desktop.interface"_s;
        const QString gnomeAccess = u"org.gnome.desktop.a11y.interface"_s;
        QTest::addRow("motion") << appearance << u"reduced-motion"_s << QVariant(1U) << true << false;
        QTest::addRow("no wish") << appearance << u"reduced-motion"_s << QVariant(0U) << false << false;
        QTest::addRow("GNOME off") << gnome << u"enable-animations"_s << QVariant(false) << true << false;
        QTest::addRow("GNOME on") << gnome << u"enable-animations"_s << QVariant(true) << false << false;
        QTest::addRow("contrast") << appearance << u"contrast"_s << QVariant(1U) << false << true;
        QTest::addRow("normal contrast") << appearance << u"contrast"_s << QVariant(0U) << false << false;
        QTest::addRow("unknown contrast") << appearance << u"contrast"_s << QVariant(2U) << false << false;
        QTest::addRow("GNOME contrast") << gnomeAccess << u"high-contrast"_s << QVariant(true) << false << true;
        QTest::addRow("no text") << appearance << u"contrast"_s << QVariant(u"much"_s) << false << false;
        QTest::addRow("other group") << gnome << u"reduced-motion"_s << QVariant(1U) << false << false;
    }

    void whatIsSetAtStartIsRead() {
        QFETCH(QString, group);
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        QFETCH(bool, lessMotion);
        QFETCH(bool, highContrast);
        Portal portal;
        portal.settings[group][key] = value;
        QVERIFY(portal.start());
        const platform::DesktopWishes wishes;
        QTRY_COMPARE(portal.asked, 1);
        QTest::qWait(100);  // For an answer that must change nothing there is no signal to wait for.
        QTRY_COMPARE(wishes.lessMotion(), lessMotion);
        QTRY_COMPARE(wishes.highContrast(), highContrast);
        portal.stop();
    }

    void changesAreFollowed() {
        Portal portal;
        QVERIFY(portal.start());
        const platform::DesktopWishes wishes;
        QSignalSpy changed(&wishes, &platform::DesktopWishes::changed);
        QTRY_COMPARE(portal.asked, 1);
        portal.change(u"org.gnome.desktop.interface"_s, u"enable-animations"_s, false);
        QTRY_VERIFY(wishes.lessMotion());
        portal.change(u"org.freedesktop.appearance"_s, u"reduced-motion"_s, 1U);
        portal.change(u"org.gnome.desktop.interface"_s, u"enable-animations"_s, true);
        portal.change(u"org.freedesktop.appearance"_s, u"reduced-motion"_s, 0U);
        QTRY_VERIFY(!wishes.lessMotion());
        QCOMPARE(changed.size(), 2);
        portal.change(u"org.freedesktop.appearance"_s, u"contrast"_s, 1U);
        QTRY_VERIFY(wishes.highContrast());
        QVERIFY(!wishes.lessMotion());
        portal.change(u"org.freedesktop.appearance"_s, u"contrast"_s, 0U);
        QTRY_VERIFY(!wishes.highContrast());
        QCOMPARE(changed.size(), 4);
        portal.stop();
    }
};

QTEST_GUILESS_MAIN(DesktopWishesTest)
#include "tst_desktop_wishes.moc"
