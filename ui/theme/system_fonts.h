#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QString>

namespace lanternfish::theme {

/// Names of the system's fonts that QML can't ask for itself. Thread: gui.
class SystemFonts : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString fixedFamily READ fixedFamily CONSTANT)
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    QString fixedFamily() const;
};

}  // namespace lanternfish::theme
