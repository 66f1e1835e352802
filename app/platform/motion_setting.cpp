#include "app/platform/motion_setting.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QMap>
#include <QVariantMap>

namespace lanternfish::platform {

using namespace Qt::StringLiterals;

namespace {

using Settings = QMap<QString, QVariantMap>;

const QString kService = u"org.freedesktop.portal.Desktop"_s;
const QString kPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.Settings"_s;
const QString kAppearance = u"org.freedesktop.appearance"_s;
const QString kGnome = u"org.gnome.desktop.interface"_s;

}  // namespace

MotionSetting::MotionSetting(QObject* parent) : QObject(parent) {
    if (QDBusConnection bus = QDBusConnection::sessionBus(); bus.isConnected()) {
        qDBusRegisterMetaType<Settings>();
        bus.connect(kService, kPath, kInterface, u"SettingChanged"_s, this, SLOT(take(QString, QString, QDBusVariant)));
        ask();
    }
}

void MotionSetting::ask() {
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"ReadAll"_s);
    call.setArguments({QStringList{kAppearance, kGnome}});
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

void MotionSetting::take(const QString& group, const QString& key, const QDBusVariant& value) {
    const bool before = isReduced();
    if (group == kAppearance && key == "reduced-motion"_L1) {
        m_asked = value.variant().toUInt() == 1;
    } else if (group == kGnome && key == "enable-animations"_L1) {
        m_withoutAnimations = !value.variant().toBool();
    }
    if (isReduced() != before) {
        emit changed(isReduced());
    }
}

}  // namespace lanternfish::platform
