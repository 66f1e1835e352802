#pragma once

#include <QDBusVariant>
#include <QObject>

namespace lanternfish::platform {

/// What the desktop asks of every window, followed while it changes: less motion, high contrast. Read from the settings
/// portal: org.freedesktop.appearance, or what GNOME keeps for itself and other desktops write too. Nothing is asked
/// for where nobody answers. Thread: gui.
class DesktopWishes : public QObject {
    Q_OBJECT

public:
    explicit DesktopWishes(QObject* parent = nullptr);

    bool lessMotion() const { return m_lessMotion || m_withoutAnimations; }
    bool highContrast() const { return m_moreContrast || m_contrastTheme; }

signals:
    void changed();

private slots:
    void take(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void ask();

    bool m_lessMotion = false;
    bool m_withoutAnimations = false;
    bool m_moreContrast = false;
    bool m_contrastTheme = false;
};

}  // namespace lanternfish::platform
