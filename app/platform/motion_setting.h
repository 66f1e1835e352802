#pragma once

#include <QDBusVariant>
#include <QObject>

namespace lanternfish::platform {

/// Whether the desktop asks for less motion, followed while it changes: what the settings portal says of
/// org.freedesktop.appearance reduced-motion, or of GNOME's enable-animations, which other desktops write too. Not
/// reduced where nobody answers. Thread: gui.
class MotionSetting : public QObject {
    Q_OBJECT

public:
    explicit MotionSetting(QObject* parent = nullptr);

    bool isReduced() const { return m_asked || m_withoutAnimations; }

signals:
    void changed(bool reduced);

private slots:
    void take(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void ask();

    bool m_asked = false;
    bool m_withoutAnimations = false;
};

}  // namespace lanternfish::platform
