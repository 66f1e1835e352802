#include "app/platform/desktop_wishes.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QMap>
#include <QVariantMap>
#include <utility>

namespace lanternfish::platform {

using namespace Qt::StringLiterals;

namespace {

using Settings = QMap<QString, QVariantMap>;

const QString kService = u"org.freedesktop.portal.Desktop"_s;
const QString kPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.Settings"_s;
const QString kAppearance = u"org.freedesktop.appearance"_s;
const QString kGnome = u"org.gnome.desktop.interface"_s;
const QString kGnomeAccess = u"org.gnome.desktop.a11y.interface"_s;

}  // namespace

DesktopWishes::DesktopWishes(QObject* parent) : QObject(parent) {
    if (QDBusConnection bus = QDBusConnection::sessionBus(); bus.isConnected()) {
        qDBusRegisterMetaType<Settings>();
        bus.connect(kService, kPath, kInterface, u"SettingChanged"_s, this, SLOT(take(QString, QString, QDBusVariant)));
        ask();
    }
}

void DesktopWishes::ask() {
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"ReadAll"_s);
    call.setArguments({QStringList{kAppearance, kGnome, kGnomeAccess}});
    auto* const watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<Settings> reply = *watcher;
        watcher->deleteLater();
        if (reply.isError()) {
            return;
        }
        const Settings settings = reply.value();
        for (auto group = settings.begin(); group != settings.end(); ++group) {
            for (auto each = group->begin(); each != group->end(); ++each) {
                take(group.key(), each.key(), QDBusVariant(each.value()));
            }
        }
    });
}

void DesktopWishes::take(const QString& group, const QString& key, const QDBusVariant& value) {
    const std::pair before(lessMotion(), highContrast());
    if (group == kAppearance && key == "reduced-motion"_L1) {
        m_lessMotion = value.variant().toUInt() == 1;
    } else if (group == kGnome && key == "enable-animations"_L1) {
        m_withoutAnimations = !value.variant().toBool();
    } else if (group == kAppearance && key == "contrast"_L1) {
        m_moreContrast = value.variant().toUInt() == 1;
    } else if (group == kGnomeAccess && key == "high-contrast"_L1) {
        m_contrastTheme = value.variant().toBool();
    }
    if (std::pair(lessMotion(), highContrast()) != before) {
        emit changed();
    }
}

}  // namespace lanternfish::platform
